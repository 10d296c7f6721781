import type { AccountListItem } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { shownAccountsQuery } from '../../../api/admin-accounts.ts';
import { useMe } from '../../../api/use-session.ts';
import { AccountsTable } from '../../../features/metering/accounts/accounts-table.tsx';
import { useCalmRows, type CalmRows } from '../../../features/metering/accounts/use-calm-rows.ts';
import { ChosenBar } from '../../../features/metering/plan-changes/chosen-bar.tsx';
import { useChosen } from '../../../features/metering/plan-changes/use-chosen.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { withQuery } from '../../../url/with-query.ts';
import { AccountFilters } from './account-filters.tsx';
import { pageSize, readAddress } from './address.ts';

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  const { filter, page, asked } = readAddress(params);
  const { timeZone } = useMe().account;
  const accounts = useQuery(shownAccountsQuery(asked));
  const change = (changed: Record<string, string | undefined>) =>
    setParams((current) => withQuery(current, { ...changed, page: undefined }), { replace: true });
  const { q, planCode, level, state } = filter;
  // Nothing can be given to these.
  const isClosed = state === 'closed';
  const total = accounts.data?.total ?? 0;
  const chosen = useChosen({ q, planCode, level }, total);
  const calm = useCalmRows(accounts.data?.items, JSON.stringify(asked), !accounts.isPlaceholderData);
  const isFiltered = [q, planCode, level, state].some((part) => part !== undefined);
  return (
    <ListPage
      title={level === undefined ? t('title') : t(`titleAt.${level}`)}
      timeZone={timeZone}
      intro={
        <>
          {t('intro')}{' '}
          <span className="number" role="status">
            {accounts.data && t('total', { count: accounts.data.total })}
          </span>
        </>
      }
      action={<DensitySwitch />}
      filters={<AccountFilters filter={filter} onChange={change} />}
      query={accounts}
    >
      {() => (
        <>
          {total > 0 && !isClosed && (
            <ChosenBar
              chosen={chosen}
              isPageChosen={calm.rows.every(({ id }) => chosen.ids.includes(id))}
              total={total}
              onChanged={() => void accounts.refetch()}
            >
              <News calm={calm} />
            </ChosenBar>
          )}
          <AccountsTable
            rows={calm.rows}
            total={total}
            page={page}
            pageSize={pageSize}
            isLoading={accounts.isPlaceholderData}
            chosen={isClosed ? undefined : chosen}
            empty={isFiltered ? <NothingFound q={q} onClear={() => setParams({})} /> : <NoAccounts />}
            onPage={(to) => setParams(withQuery(params, { page: to > 1 ? String(to) : undefined }))}
          />
        </>
      )}
    </ListPage>
  );
}

/** `3 new · Show`: the list asks again by itself, and moves no row by itself. */
function News({ calm: { arrived, isReordered, show } }: { calm: CalmRows<AccountListItem> }) {
  const { t } = useTranslation('accounts');
  return (
    <span role="status">
      {(arrived > 0 || isReordered) && (
        <>
          {arrived > 0 ? t('many.arrived', { count: arrived }) : t('many.reordered')} ·{' '}
          <Button size="small" type="link" onClick={show}>
            {t('many.show')}
          </Button>
        </>
      )}
    </span>
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

function NothingFound({ q, onClear }: { q: string | undefined; onClear: () => void }) {
  const { t } = useTranslation('accounts');
  if (q === undefined) {
    return (
      <Notice
        title={t('noneSuch.title')}
        text={t('noneSuch.text')}
        action={<Button onClick={onClear}>{t('noneSuch.action')}</Button>}
      />
    );
  }
  return (
    <Notice
      title={t('notFound.title', { q })}
      text={t('notFound.text')}
      action={<Button onClick={onClear}>{t('notFound.action')}</Button>}
    />
  );
}
