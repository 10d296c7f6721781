import { HistoryAction, type AdminPlan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Pagination, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { historyQuery, planListQuery, planVersionQuery } from '../../../api/catalog.ts';
import { useMe } from '../../../api/use-session.ts';
import { HistoryList } from '../../../features/catalog/history/history-list.tsx';
import { startFrom } from '../../../features/catalog/history/start-from.ts';
import { VersionContent } from '../../../features/catalog/history/version-content.tsx';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { FilterBar } from '../../../ui/forms/filter-bar.tsx';
import { DayRange } from '../../../ui/forms/time/day-range.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { LinkButton } from '../../../url/link-button.tsx';
import { pageSize, readAddress } from './address.ts';
import { HistoryTabs } from './history-tabs.tsx';

/** Who changed which plan, when and why. */
export function HistoryPage() {
  const { t } = useTranslation('history');
  const { account } = useMe();
  const filter = useFilter();
  const plans = useQuery(planListQuery).data ?? [];
  const history = useQuery(historyQuery(filter.wanted));
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      filters={
        <>
          <HistoryTabs />
          <Filters filter={filter} plans={plans} />
        </>
      }
      query={history}
      drawers={<VersionDrawer plans={plans} />}
    >
      {({ items, total }) => (
        <>
          {items.length > 0 ? (
            <HistoryList
              entries={items}
              timeZone={account.timeZone}
              planIds={new Set(plans.map(({ id }) => id))}
            />
          ) : (
            <Nothing isFiltered={filter.isFiltered} />
          )}
          {total > pageSize && (
            <Pagination
              current={filter.page}
              pageSize={pageSize}
              total={total}
              showSizeChanger={false}
              showTotal={(all, [from, to]) => t('range', { from, to, total: all })}
              onChange={(page) => filter.set({ page: page === 1 ? '' : String(page) })}
            />
          )}
        </>
      )}
    </ListPage>
  );
}

/** What the URL says is to be shown, and how to change that. */
function useFilter() {
  const { account } = useMe();
  const [params, setParams] = useSearchParams();
  const addressed = readAddress(params, account.timeZone);
  const { planId, action, from, to } = addressed;
  return {
    ...addressed,
    isFiltered: [planId, action, from, to].some((part) => part !== undefined),
    set: (changes: Record<string, string>): void => {
      setParams((current) => {
        const next = new URLSearchParams(current);
        if (!('page' in changes)) next.delete('page');
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      });
    },
  };
}

type Filter = ReturnType<typeof useFilter>;

function Filters({ filter, plans }: { filter: Filter; plans: readonly AdminPlan[] }) {
  const { t, i18n } = useTranslation('history');
  const { planId, action, from, to, set } = filter;
  return (
    <FilterBar>
      <Select
        aria-label={t('filter.plan')}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        value={planId ?? ''}
        options={[
          { value: '', label: t('filter.allPlans') },
          ...plans.map(({ id, name }) => ({ value: id, label: inLanguage(name, i18n.language) })),
          // A deleted plan still has a history, and links to it.
          ...(planId !== undefined && !plans.some(({ id }) => id === planId)
            ? [{ value: planId, label: t('filter.deletedPlan') }]
            : []),
        ]}
        onChange={(value) => set({ plan: value })}
      />
      <Select
        aria-label={t('filter.action')}
        popupMatchSelectWidth={false}
        value={action ?? ''}
        options={[
          { value: '', label: t('filter.allActions') },
          ...HistoryAction.options.map((value) => ({ value, label: t(`action.${value}`) })),
        ]}
        onChange={(value) => set({ action: value })}
      />
      <DayRange
        first={from}
        last={to}
        labels={{ first: t('filter.from'), last: t('filter.to') }}
        onChange={(first = '', last = '') => set({ from: first, to: last })}
      />
      {filter.isFiltered && (
        <Button type="text" onClick={() => set({ plan: '', action: '', from: '', to: '' })}>
          {t('filter.clear')}
        </Button>
      )}
    </FilterBar>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('history');
  if (isFiltered) return <Notice title={t('empty.filteredTitle')} text={t('empty.filteredText')} />;
  return (
    <Notice
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <LinkButton to={paths.admin.plans} isPrimary>
          {t('empty.action')}
        </LinkButton>
      }
    />
  );
}

/** What one version held; `?of` and `&version` say which. */
function VersionDrawer({ plans }: { plans: readonly AdminPlan[] }) {
  const { t, i18n } = useTranslation('history');
  const { account } = useMe();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const planId = params.get('of') ?? '';
  const version = params.get('version') ?? '';
  const isOpen = planId !== '' && version !== '';
  const content = useQuery({ ...planVersionQuery(planId, version), enabled: isOpen });
  const plan = plans.find(({ id }) => id === planId);
  const title = plan ? t('versionTitle', { plan: inLanguage(plan.name, i18n.language), version }) : '';
  useTabTitleOver(isOpen && title);
  const close = () => {
    const rest = new URLSearchParams(params);
    rest.delete('of');
    rest.delete('version');
    void navigate({ search: rest.toString() });
  };
  return (
    <Drawer
      open={isOpen}
      destroyOnHidden
      size="min(480px, 100vw)"
      title={title}
      onClose={close}
      footer={
        content.data && (
          <Button type="primary" block onClick={() => void navigate(startFrom(planId, Number(version)))}>
            {t('useAsStart')}
          </Button>
        )
      }
    >
      {isOpen && (
        <QueryView query={content}>
          {(data) => <VersionContent content={data} timeZone={account.timeZone} />}
        </QueryView>
      )}
    </Drawer>
  );
}
