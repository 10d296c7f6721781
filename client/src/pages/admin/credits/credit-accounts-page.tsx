import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { creditAccountsQuery } from '../../../api/credits/admin.ts';
import { CreditAccountsTable } from '../../../features/credits/admin/credit-accounts-table.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { SearchBar } from '../../../ui/tables/search-bar.tsx';
import { pageOf } from '../../../url/page-number.ts';
import { pageSize, readSearch, searchAddress } from '../../../url/search-address.ts';
import { CreditsFrame } from './credits-frame.tsx';

/** Who has how many credits, and the way to give some. */
export function CreditAccountsPage() {
  const { t } = useTranslation('creditsAdmin');
  const { t: accountsText } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  const { q, page } = readSearch(params);
  const accounts = useQuery(creditAccountsQuery({ q, ...pageOf(page, pageSize) }));
  return (
    <CreditsFrame intro={t('accounts.intro')}>
      <SearchBar
        value={q}
        label={accountsText('search')}
        onSearch={(text) => setParams(searchAddress(text), { replace: true })}
      >
        {accounts.data && accountsText('total', { count: accounts.data.total })}
      </SearchBar>
      <QueryView query={accounts}>
        {({ items, total }) => (
          <CreditAccountsTable
            rows={items}
            total={total}
            page={page}
            pageSize={pageSize}
            isLoading={accounts.isPlaceholderData}
            empty={
              <p className="quiet">
                {q === '' ? accountsText('empty.title') : accountsText('notFound.title', { q })}
              </p>
            }
            onPage={(to) => setParams(searchAddress(q, to))}
          />
        )}
      </QueryView>
    </CreditsFrame>
  );
}
