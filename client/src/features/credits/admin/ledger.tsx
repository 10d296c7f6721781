import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountTransactionsQuery, exportAccountTransactions } from '../../../api/credits/admin.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { OlderPages } from '../../../ui/tables/older-pages.tsx';
import { LedgerFilters } from '../transactions/ledger-filters.tsx';
import { NothingMoved } from '../transactions/nothing-moved.tsx';
import { TransactionTable } from '../transactions/transaction-table.tsx';
import { useLedgerFilter } from '../transactions/use-ledger-filter.ts';

/** All movements of the account's credits, newest first; days are those of the account. */
export function Ledger({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('creditsAdmin');
  const { id, timeZone } = account;
  const featureName = useFeatureName();
  const ledger = useLedgerFilter(timeZone);
  const transactions = useInfiniteQuery(accountTransactionsQuery(id, ledger.filter));
  return (
    <>
      <LedgerFilters
        ledger={ledger}
        timeZone={timeZone}
        typeText={(type) => t(`ledger.types.${type}`)}
        exportFile={() => exportAccountTransactions(id, ledger.filter)}
      />
      <OlderPages query={transactions} empty={<NothingMoved ledger={ledger} />}>
        {(lines) => (
          <TransactionTable
            lines={lines}
            timeZone={timeZone}
            typeText={({ type, owed }) => t(owed ? 'ledger.owed' : `ledger.types.${type}`)}
            featureName={featureName}
          />
        )}
      </OlderPages>
    </>
  );
}
