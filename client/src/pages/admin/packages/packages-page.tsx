import { PlusOutlined } from '@ant-design/icons';
import type { AdminPackage } from '@meterstone/server/contract/credits/packages';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { packageListQuery } from '../../../api/credits/packages.ts';
import { useCounts } from '../../../api/live/admin-changes.ts';
import { PackageTable } from '../../../features/credits/packages/package-table.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { FilterBar } from '../../../ui/forms/filter-bar.tsx';
import { SearchField } from '../../../ui/forms/search-field.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { useUrlFilter } from '../../../url/use-url-filter.ts';

const statuses = ['active', 'draft', 'archived'] as const;

/** All packages: to be found, put on offer and edited. */
export function PackagesPage() {
  const { t } = useTranslation('packages');
  const { t: common } = useTranslation();
  const packages = useQuery(packageListQuery);
  useCounts(packageListQuery.queryKey);
  const [params, set] = useUrlFilter();
  const q = params.get('q') ?? '';
  const status = statuses.find((known) => known === params.get('status'));
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      isEmpty={packages.data?.length === 0}
      action={
        <>
          <DensitySwitch />
          <NewPackage />
        </>
      }
      filters={
        <FilterBar>
          <SearchField value={q} label={t('search')} onSearch={(text) => set('q', text)} />
          <Select
            aria-label={t('field.status')}
            popupMatchSelectWidth={false}
            value={status ?? ''}
            options={[
              { value: '', label: t('filter.all') },
              ...statuses.map((value) => ({ value, label: common(`status.${value}`) })),
            ]}
            onChange={(value) => set('status', value)}
          />
        </FilterBar>
      }
      query={packages}
      drawers={<Outlet />}
    >
      {(all) => {
        const shown = all.filter((item) => matches(item, q) && (status ?? item.status) === item.status);
        return shown.length > 0 ? (
          <PackageTable packages={shown} />
        ) : (
          <NoPackages isFiltered={all.length > 0} />
        );
      }}
    </ListPage>
  );
}

function NewPackage() {
  const { t } = useTranslation('packages');
  return (
    <LinkButton to={paths.admin.newPackage} isPrimary icon={<PlusOutlined aria-hidden />}>
      {t('new')}
    </LinkButton>
  );
}

function matches({ code, name }: AdminPackage, q: string): boolean {
  return [code, ...Object.values(name)].some((text) => text.toLowerCase().includes(q.toLowerCase()));
}

function NoPackages({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('packages');
  if (!isFiltered) return <Notice title={t('empty.title')} text={t('empty.text')} action={<NewPackage />} />;
  return (
    <Notice
      title={t('empty.filteredTitle')}
      text={t('empty.filteredText')}
      action={<LinkButton to={paths.admin.packages}>{t('empty.showAll')}</LinkButton>}
    />
  );
}
