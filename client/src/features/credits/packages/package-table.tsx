import { DeleteOutlined, EditOutlined, InboxOutlined, ShopOutlined } from '@ant-design/icons';
import type { AdminPackage } from '@meterstone/server/contract/credits/packages';
import { Table, Tag, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
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
      render: (_, { id, name, code }) => (
        <div className={rows['nameCell']}>
          <Link
            className={rows['name']}
            title={inLanguage(name, i18n.language)}
            to={{ pathname: paths.admin.package(id), search: params.toString() }}
          >
            {inLanguage(name, i18n.language)}
          </Link>
          <div className="quiet">{code}</div>
        </div>
      ),
    },
    { title: t('field.status'), render: (_, { status }) => <Tag>{common(`status.${status}`)}</Tag> },
    number(t('field.credits'), ({ credits }) => credits),
    number(t('field.dailyCredits'), ({ dailyCredits }) => dailyCredits),
    number(t('field.validityDays'), ({ validityDays }) => validityDays),
    { title: t('field.prices'), align: 'right', render: (_, item) => <Prices item={item} /> },
    { ...number(t('column.holders'), ({ holders }) => holders), responsive: ['lg'] },
    { ...number(t('column.version'), ({ version }) => version), responsive: ['lg'] },
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
