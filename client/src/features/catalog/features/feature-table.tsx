import { DeleteOutlined, EditOutlined, InboxOutlined, UndoOutlined } from '@ant-design/icons';
import type { AdminPlan, Feature } from '@meterstone/server/contract/catalog';
import { Table, Tag, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useMedia } from '../../../lib/browser/use-media.ts';
import { unitFor } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { useTableSize } from '../../../ui/tables/density-switch.tsx';
import { RowActions } from '../../../ui/tables/row-actions.tsx';
import rows from '../../../ui/tables/rows.module.css';
import { useFeatureActs } from './feature-acts.ts';
import { PlanLinks } from './plan-links.tsx';

interface FeatureTableProps {
  features: readonly Feature[];
  plans: readonly AdminPlan[];
}

/** Enough for most features; the drawer names them all. */
const mostPlans = 6;

/** As `responsive` has it below. */
const roomForColumns = '(width >= 768px)';

/** Features in rows, with where they are used. */
export function FeatureTable({ features, plans }: FeatureTableProps) {
  const { t, i18n } = useTranslation('features');
  const [params] = useSearchParams();
  const hasColumns = useMedia(roomForColumns);
  const columns: TableColumnsType<Feature> = [
    {
      title: t('column.name'),
      render: (_, feature) => (
        <div className={rows['nameCell']}>
          <Link
            className={rows['name']}
            title={inLanguage(feature.name, i18n.language)}
            to={{ pathname: paths.admin.feature(feature.code), search: params.toString() }}
          >
            {inLanguage(feature.name, i18n.language)}
          </Link>{' '}
          {feature.archivedAt !== null && <Tag>{t('archived')}</Tag>}
          <div className="quiet">{feature.code}</div>
          {!hasColumns && (
            <div className="quiet">
              {[t(`kind.${feature.kind}`), unitFor(2, feature.unit)]
                .filter((text) => text !== '')
                .join(' · ')}
            </div>
          )}
        </div>
      ),
    },
    // On phones its kind and unit stand below its name, and its page has its plans.
    { title: t('column.kind'), responsive: ['md'], render: (_, { kind }) => t(`kind.${kind}`) },
    {
      title: t('column.unit'),
      responsive: ['md'],
      render: (_, { unit }) => unitFor(2, unit) || <span className="quiet">{t('noUnit')}</span>,
    },
    {
      title: t('column.plans'),
      responsive: ['md'],
      render: (_, feature) => <PlanLinks codes={feature.plans} plans={plans} most={mostPlans} />,
    },
    {
      title: <span className="only-for-screen-readers">{t('column.actions')}</span>,
      align: 'right',
      render: (_, feature) => <FeatureRowActions feature={feature} />,
    },
  ];
  const size = useTableSize();
  return (
    <Table<Feature>
      size={size}
      rowKey="code"
      className={rows['table'] ?? ''}
      columns={columns}
      dataSource={[...features]}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
      scroll={{ x: 'max-content' }}
    />
  );
}

function FeatureRowActions({ feature }: { feature: Feature }) {
  const { t, i18n } = useTranslation('features');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { archive, restore, remove } = useFeatureActs(feature);
  const search = params.size > 0 ? `?${params.toString()}` : '';
  return (
    <RowActions
      actions={[
        {
          label: t('action.edit', { feature: inLanguage(feature.name, i18n.language) }),
          icon: <EditOutlined />,
          open: () => void navigate(paths.admin.feature(feature.code) + search),
        },
        feature.archivedAt === null
          ? { icon: <InboxOutlined />, ...archive }
          : { icon: <UndoOutlined />, ...restore },
        { icon: <DeleteOutlined />, ...remove },
      ]}
    />
  );
}
