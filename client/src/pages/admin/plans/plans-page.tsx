import { AppstoreOutlined, PlusOutlined, TableOutlined } from '@ant-design/icons';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { Grid, Segmented, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { planListQuery } from '../../../api/catalog.ts';
import { useCounts } from '../../../api/live/admin-changes.ts';
import { PlanCards } from '../../../features/catalog/plans/plan-cards.tsx';
import { moved, PlanSorting } from '../../../features/catalog/plans/plan-sorting.tsx';
import { PlanTable } from '../../../features/catalog/plans/plan-table.tsx';
import { useReorder } from '../../../features/catalog/plans/use-reorder.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { FilterBar } from '../../../ui/forms/filter-bar.tsx';
import { SearchField } from '../../../ui/forms/search-field.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { useUrlFilter } from '../../../url/use-url-filter.ts';
import styles from './plans-page.module.css';

const statuses = ['active', 'draft', 'archived'] as const;
const views = ['table', 'cards'] as const;

/** All plans: to be found, ordered, put on offer and edited. */
export function AdminPlansPage() {
  const { t } = useTranslation('plans');
  const { view } = useShown();
  const plans = useQuery(planListQuery);
  useCounts(planListQuery.queryKey);
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      isEmpty={plans.data?.length === 0}
      action={
        <>
          {view === 'table' && <DensitySwitch />}
          <NewPlan />
        </>
      }
      filters={<Filters />}
      query={plans}
      drawers={<Outlet />}
    >
      {(all) => <PlanList plans={all} />}
    </ListPage>
  );
}

function NewPlan() {
  const { t } = useTranslation('plans');
  return (
    <LinkButton to={paths.admin.newPlan} isPrimary icon={<PlusOutlined aria-hidden />}>
      {t('new')}
    </LinkButton>
  );
}

/** What the URL says is to be shown, and how to change that. */
function useShown() {
  const [params, set] = useUrlFilter();
  const { lg } = Grid.useBreakpoint();
  const q = params.get('q') ?? '';
  const status = statuses.find((known) => known === params.get('status'));
  const view = views.find((known) => known === params.get('view')) ?? (lg === false ? 'cards' : 'table');
  return { q, status, view, set };
}

function Filters() {
  const { t } = useTranslation('plans');
  const { q, status, view, set } = useShown();
  return (
    <FilterBar>
      <SearchField value={q} label={t('search')} onSearch={(text) => set('q', text)} />
      <Select
        aria-label={t('filter.status')}
        popupMatchSelectWidth={false}
        value={status ?? ''}
        options={[
          { value: '', label: t('filter.all') },
          ...statuses.map((value) => ({ value, label: t(`filter.${value}`) })),
        ]}
        onChange={(value) => set('status', value)}
      />
      <Segmented
        className={styles['view'] ?? ''}
        aria-label={t('view.label')}
        value={view}
        options={[
          { value: 'table', icon: <TableOutlined />, label: t('view.table') },
          { value: 'cards', icon: <AppstoreOutlined />, label: t('view.cards') },
        ]}
        onChange={(value) => set('view', value)}
      />
    </FilterBar>
  );
}

function PlanList({ plans }: { plans: AdminPlan[] }) {
  const { q, status, view } = useShown();
  const { ordered, reorder } = useReorder(plans);
  const onMove = useCallback(
    (plan: AdminPlan, to: AdminPlan) => reorder(moved(ordered, plan.id, to.id)),
    [ordered, reorder],
  );
  const shown = ordered.filter(
    (plan) => matches(plan, q) && (status === undefined || plan.status === status),
  );
  if (shown.length === 0) return <NoPlans isFiltered={plans.length > 0} />;
  const list = { plans: shown, onMove };
  return (
    <PlanSorting plans={ordered} shown={shown} shape={view === 'table' ? 'list' : 'grid'} onReorder={reorder}>
      {view === 'table' ? <PlanTable {...list} /> : <PlanCards {...list} />}
    </PlanSorting>
  );
}

function matches({ code, name }: AdminPlan, q: string): boolean {
  return [code, ...Object.values(name)].some((text) => text.toLowerCase().includes(q.toLowerCase()));
}

function NoPlans({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('plans');
  if (isFiltered) {
    return (
      <Notice
        title={t('empty.filteredTitle')}
        text={t('empty.filteredText')}
        action={<LinkButton to={paths.admin.plans}>{t('empty.showAll')}</LinkButton>}
      />
    );
  }
  return <Notice title={t('empty.title')} text={t('empty.text')} action={<NewPlan />} />;
}
