import { DeleteOutlined, EditOutlined, InboxOutlined, ShopOutlined } from '@ant-design/icons';
import type { AdminPackage } from '@meterstone/server/contract/credits/packages';
import { Table, Tag, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useMedia } from '../../../lib/browser/use-media.ts';
import { formatMoney, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { useTableSize } from '../../../ui/tables/density-switch.tsx';
import { RowActions } from '../../../ui/tables/row-actions.tsx';
import rows from '../../../ui/tables/rows.module.css';
import { usePackageActs } from './package-acts.ts';
import styles from './package-table.module.css';

/** Packages in rows, with what they give and what can be done to them. */
export function PackageTable({ packages }: { packages: readonly AdminPackage[] }) {
  const { t, i18n } = useTranslation('packages');
  const { t: common } = useTranslation();
  const [params] = useSearchParams();
  const size = useTableSize();
  const isNarrow = useMedia('(width < 768px)');
  const number = (title: string, read: (item: AdminPackage) => number | null) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, item: AdminPackage) => {
      const value = read(item);
      return value === null ? (
        <span className="quiet">–</span>
      ) : (
        <span className="number">{formatNumber(value)}</span>
      );
    },
  });
  const columns: TableColumnsType<AdminPackage> = [
    {
      title: t('column.name'),
      render: (_, item) => (
        <div className={rows['nameCell']}>
          <Link
            className={rows['name']}
            title={inLanguage(item.name, i18n.language)}
            to={{ pathname: paths.admin.package(item.id), search: params.toString() }}
          >
            {inLanguage(item.name, i18n.language)}
          </Link>
          <div className="quiet">{item.code}</div>
          {isNarrow && <Below item={item} />}
        </div>
      ),
    },
    {
      title: t('field.status'),
      responsive: ['md'],
      render: (_, { status }) => <Tag>{common(`status.${status}`)}</Tag>,
    },
    { ...number(t('field.credits'), ({ credits }) => credits), responsive: ['md'] },
    { ...number(t('field.dailyCredits'), ({ dailyCredits }) => dailyCredits), responsive: ['md'] },
    { ...number(t('field.validityDays'), ({ validityDays }) => validityDays), responsive: ['xl'] },
    {
      title: t('field.prices'),
      align: 'right',
      responsive: ['md'],
      render: (_, item) => <Prices item={item} />,
    },
    { ...number(t('column.holders'), ({ holders }) => holders), responsive: ['xl'] },
    { ...number(t('column.version'), ({ version }) => version), responsive: ['xl'] },
    {
      title: <span className="only-for-screen-readers">{t('column.actions')}</span>,
      align: 'right',
      render: (_, item) => <PackageRowActions item={item} />,
    },
  ];
  return (
    <Table<AdminPackage>
      size={size}
      rowKey="id"
      className={rows['table'] ?? ''}
      columns={columns}
      dataSource={[...packages]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      scroll={{ x: 'max-content' }}
    />
  );
}

/** What stands in columns of its own where there is room for them. */
function Below({ item }: { item: AdminPackage }) {
  const { t } = useTranslation('packages');
  const { t: common } = useTranslation();
  const { credits, dailyCredits, status } = item;
  return (
    <div className={styles['below']}>
      <Tag>{common(`status.${status}`)}</Tag>
      {credits > 0 && (
        <span>
          {t('field.credits')} <span className="number">{formatNumber(credits)}</span>
        </span>
      )}
      {dailyCredits !== null && (
        <span>
          {t('field.dailyCredits')} <span className="number">{formatNumber(dailyCredits)}</span>
        </span>
      )}
      <Prices item={item} />
    </div>
  );
}

function Prices({ item }: { item: AdminPackage }) {
  const { t } = useTranslation('packages');
  if (item.prices.length === 0) return <span className="quiet">{t('noPrices')}</span>;
  return (
    <ul className={styles['prices']}>
      {item.prices.map(({ id, amountMinor, currency }) => (
        <li key={id} className="number">
          {formatMoney(amountMinor, currency)}
        </li>
      ))}
    </ul>
  );
}

function PackageRowActions({ item }: { item: AdminPackage }) {
  const { t, i18n } = useTranslation('packages');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { activate, archive, remove } = usePackageActs(item);
  const search = params.size > 0 ? `?${params.toString()}` : '';
  return (
    <RowActions
      actions={[
        {
          label: t('action.edit', { package: inLanguage(item.name, i18n.language) }),
          icon: <EditOutlined />,
          open: () => void navigate(paths.admin.package(item.id) + search),
        },
        item.status === 'active'
          ? { icon: <InboxOutlined />, ...archive }
          : { icon: <ShopOutlined />, ...activate },
        { icon: <DeleteOutlined />, ...remove },
      ]}
    />
  );
}
