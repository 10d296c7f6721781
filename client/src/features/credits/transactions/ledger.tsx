import { TransactionType } from '@meterstone/server/contract/credits/balances';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { exportTransactions, transactionsQuery, type TransactionFilter } from '../../../api/credits/own.ts';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { withQuery } from '../../../url/with-query.ts';
import { TransactionTable } from './transaction-table.tsx';

/** Every movement of the account's credits, newest first; the address holds the filter. */
export function Ledger({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation('credits');
  const [query, setQuery] = useSearchParams();
  const filter: TransactionFilter = { type: TransactionType.safeParse(query.get('type')).data };
  const found = useInfiniteQuery(transactionsQuery(filter));
  const { isSending, send } = useSending();
  return (
    <section>
      <h2>{t('transactions')}</h2>
      <Select
        allowClear
        aria-label={t('typeLabel')}
        placeholder={t('allTypes')}
        popupMatchSelectWidth={false}
        value={filter.type}
        options={TransactionType.options.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        onChange={(type) => setQuery((before) => withQuery(before, { type }), { preventScrollReset: true })}
      />{' '}
      <Button
        loading={isSending}
        onClick={() => send(async () => saveFile(await exportTransactions(filter)))}
      >
        {t('export')}
      </Button>
      <QueryView query={found}>
        {({ pages }) => (
          <>
            <TransactionTable lines={pages.flatMap(({ items }) => items)} timeZone={timeZone} />
            {found.hasNextPage && (
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('older')}
              </Button>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}
