import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { exportTransactions, transactionsQuery } from '../../../api/credits/own.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { recordsPath } from '../../../paths.ts';
import { OlderPages } from '../../../ui/tables/older-pages.tsx';
import { LedgerFilters } from './ledger-filters.tsx';
import { NothingMoved } from './nothing-moved.tsx';
import { TransactionTable } from './transaction-table.tsx';
import { useLedgerFilter } from './use-ledger-filter.ts';

/** Every movement of the account's credits, newest first; the address holds the filter. */
export function Ledger({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation('credits');
  const featureName = usePublicFeatureName();
  const ledger = useLedgerFilter(timeZone);
  const found = useInfiniteQuery(transactionsQuery(ledger.filter));
  return (
    <section>
      <h2>{t('transactions')}</h2>
      <LedgerFilters
        ledger={ledger}
        timeZone={timeZone}
        typeText={(type) => t(`type.${type}`)}
        exportFile={() => exportTransactions(ledger.filter)}
      />
      <OlderPages query={found} empty={<NothingMoved ledger={ledger} />}>
        {(lines) => (
          <TransactionTable
            lines={lines}
            timeZone={timeZone}
            typeText={({ type, owed }) => t(owed ? 'typeOwed' : `type.${type}`)}
            featureName={featureName}
            recordPath={recordPath}
          />
        )}
      </OlderPages>
    </section>
  );
}

/** The record, open, among those of that very instant: a page of them need not hold it. */
function recordPath({ recordId, occurredAt }: { recordId: string; occurredAt: string }): string {
  const justAfter = new Date(Date.parse(occurredAt) + 1).toISOString();
  return recordsPath({ from: occurredAt, to: justAfter, record: recordId });
}
