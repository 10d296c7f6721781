import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { accountsQuery } from '../../../api/admin-accounts.ts';
import { AccountsTable } from '../../../features/metering/accounts/accounts-table.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { SearchBar } from '../../../ui/tables/search-bar.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { pageOf } from '../../../url/page-number.ts';
import { pageSize, readSearch, searchAddress } from '../../../url/search-address.ts';

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  const { q, page } = readSearch(params);
  const accounts = useQuery(accountsQuery({ q, ...pageOf(page, pageSize) }));
  const search = (text: string) => setParams(searchAddress(text), { replace: true });
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      action={<DensitySwitch />}
      filters={
        <SearchBar value={q} label={t('search')} onSearch={search}>
          {accounts.data && t('total', { count: accounts.data.total })}
        </SearchBar>
      }
      query={accounts}
    >
      {({ items, total }) => (
        <AccountsTable
          rows={items}
          total={total}
          page={page}
          pageSize={pageSize}
          isLoading={accounts.isPlaceholderData}
          empty={q === '' ? <NoAccounts /> : <NothingFound q={q} onClear={() => search('')} />}
          onPage={(to) => setParams(searchAddress(q, to))}
        />
      )}
    </ListPage>
  );
}

function NoAccounts() {
  const { t } = useTranslation('accounts');
  return (
    <Notice
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <LinkButton to={paths.admin.newApiKey} isPrimary>
          {t('empty.action')}
        </LinkButton>
      }
    />
  );
}

function NothingFound({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation('accounts');
  return (
    <Notice
      title={t('notFound.title', { q })}
      text={t('notFound.text')}
      action={<Button onClick={onClear}>{t('notFound.action')}</Button>}
    />
  );
}
