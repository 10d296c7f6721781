import type { AccountSummary } from '@meterstone/server/contract/metering';
import { Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useMe } from '../../api/use-session.ts';
import { paths } from '../../paths.ts';
import { useTableSize } from '../../ui/density-switch.tsx';
import { Day } from '../../ui/times.tsx';
import styles from './accounts-table.module.css';
import { useCatalogNames } from './use-catalog-names.ts';

interface AccountsTableProps {
  accounts: AccountSummary[];
  total: number;
  page: number;
  pageSize: number;
  isLoading: boolean;
  /** Said where there are none. */
  empty: ReactNode;
  onPage: (page: number) => void;
}

/** One line an account, which leads to its page. On phones its e-mail and plan stand below the name. */
export function AccountsTable({
  accounts,
  total,
  page,
  pageSize,
  isLoading,
  empty,
  onPage,
}: AccountsTableProps) {
  const columns = useColumns();
  const navigate = useNavigate();
  const size = useTableSize();
  return (
    <Table
      size={size}
      rowKey="id"
      columns={columns}
      dataSource={accounts}
      loading={isLoading}
      sticky={{ offsetHeader: 56 }}
      locale={{ emptyText: empty }}
      onRow={({ id }) => ({
        className: styles['row'] ?? '',
        onClick: () => void navigate(paths.admin.account(id)),
      })}
      pagination={{
        current: page,
        pageSize,
        total,
        onChange: onPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
    />
  );
}

function useColumns(): TableColumnsType<AccountSummary> {
  const { t } = useTranslation('accounts');
  const { planName } = useCatalogNames();
  const { timeZone } = useMe().account;
  const planOf = ({ planCode }: AccountSummary) =>
    planCode === null ? <span className="quiet">{t('noPlan')}</span> : planName(planCode);
  return [
    {
      title: t('columns.name'),
      render: (_, account) => (
        <>
          <Link
            to={paths.admin.account(account.id)}
            className={styles['name']}
            onClick={(event) => event.stopPropagation()}
          >
            {account.name}
          </Link>
          <div className={styles['below']}>
            {account.email ?? account.externalId} · {planOf(account)}
          </div>
        </>
      ),
    },
    {
      title: t('columns.email'),
      responsive: ['md'],
      render: (_, { email }) => email ?? <Nothing />,
    },
    {
      title: t('columns.externalId'),
      responsive: ['md'],
      render: (_, { externalId }) => externalId ?? <Nothing />,
    },
    { title: t('columns.plan'), responsive: ['md'], render: (_, account) => planOf(account) },
    {
      title: t('columns.created'),
      align: 'right',
      responsive: ['md'],
      render: (_, { createdAt }) => <Day at={createdAt} timeZone={timeZone} />,
    },
  ];
}

function Nothing() {
  return <span className="quiet">–</span>;
}
