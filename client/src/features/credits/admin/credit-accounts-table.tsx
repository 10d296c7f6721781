import type { CreditAccount } from '@meterstone/server/contract/credits/balances';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '../../../lib/language/format.ts';
import { accountCreditsPath } from '../../../paths.ts';
import { PagedTable, type PageOfRows } from '../../../ui/tables/paged-table.tsx';
import styles from './credit-accounts-table.module.css';

/** Pixels; the account has the rest. */
const numberWidth = 120;

/** One line an account, with what it has; leads to its credits. On phones, holds and debts stand below the name. */
export function CreditAccountsTable(page: PageOfRows<CreditAccount>) {
  const { t } = useTranslation('creditsAdmin');
  const number = (kind: 'balance' | 'held' | 'debt') => ({
    title: t(`numbers.${kind}`),
    align: 'right' as const,
    width: numberWidth,
    render: (_: unknown, account: CreditAccount) => (
      <span className={account[kind] === 0 ? 'quiet number' : 'number'}>{formatNumber(account[kind])}</span>
    ),
  });
  return (
    <PagedTable
      {...page}
      columns={[
        {
          title: t('accounts.account'),
          render: (_, { id, name, email, externalId, held, debt }) => (
            <div className={styles['account']}>
              <Link to={accountCreditsPath(id)}>{name}</Link>
              <span className={`quiet ${styles['address']}`}>{email ?? externalId}</span>
              {held > 0 && (
                <span className={`quiet ${styles['below']} number`}>
                  {t('numbers.held')} {formatNumber(held)}
                </span>
              )}
              {debt > 0 && (
                <span className={`${styles['below']} number`}>
                  {t('numbers.debt')} {formatNumber(debt)}
                </span>
              )}
            </div>
          ),
        },
        number('balance'),
        { ...number('held'), responsive: ['sm'] },
        { ...number('debt'), responsive: ['sm'] },
      ]}
    />
  );
}
