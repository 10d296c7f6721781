import type { AccountSummary } from '@meterstone/server/contract/metering/accounts';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { paths } from '../../../paths.ts';
import { PagedTable, type PageOfRows } from '../../../ui/tables/paged-table.tsx';
import { Day } from '../../../ui/texts/times.tsx';
import styles from './accounts-table.module.css';

/**
 * One line an account, which leads to its page. Where there is no room for its e-mail and plan beside the name, they
 * stand below.
 */
export function AccountsTable(page: PageOfRows<AccountSummary>) {
  const columns = useColumns();
  const navigate = useNavigate();
  return (
    <PagedTable
      {...page}
      columns={columns}
      onRow={({ id }) => ({
        className: styles['row'] ?? '',
        onClick: () => void navigate(paths.admin.account(id)),
      })}
    />
  );
}

function useColumns(): TableColumnsType<AccountSummary> {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
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
            {account.email ?? account.externalId}
            <span className={styles['plan']}> · {planOf(account)}</span>
          </div>
        </>
      ),
    },
    {
      title: t('columns.email'),
      responsive: ['lg'],
      render: (_, { email }) => email ?? <Nothing />,
    },
    {
      title: t('columns.externalId'),
      responsive: ['lg'],
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
