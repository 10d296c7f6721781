import { PlusOutlined } from '@ant-design/icons';
import type { Feature } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { featureListQuery, planListQuery } from '../../../api/catalog.ts';
import { FeatureTable } from '../../../features/catalog/features/feature-table.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { FilterBar } from '../../../ui/forms/filter-bar.tsx';
import { SearchField } from '../../../ui/forms/search-field.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { useUrlFilter } from '../../../url/use-url-filter.ts';

const statuses = ['active', 'archived', 'all'] as const;

/** All features: to be found, edited, archived. */
export function FeaturesPage() {
  const { t } = useTranslation('features');
  const features = useQuery(featureListQuery);
  const plans = useQuery(planListQuery).data ?? [];
  const { q, status, set } = useShown();
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      isEmpty={features.data?.length === 0}
      action={
        <>
          <DensitySwitch />
          <NewFeature />
        </>
      }
      filters={
        <FilterBar>
          <SearchField value={q} label={t('search')} onSearch={(text) => set('q', text)} />
          <Select
            aria-label={t('filter.status')}
            popupMatchSelectWidth={false}
            value={status}
            options={statuses.map((value) => ({ value, label: t(`filter.${value}`) }))}
            onChange={(value) => set('status', value === 'active' ? '' : value)}
          />
        </FilterBar>
      }
      query={features}
      drawers={<Outlet />}
    >
      {(all) => {
        const shown = all.filter((feature) => matches(feature, q, status));
        return shown.length > 0 ? (
          <FeatureTable features={shown} plans={plans} />
        ) : (
          <NoFeatures isFiltered={all.length > 0} />
        );
      }}
    </ListPage>
  );
}

function NewFeature() {
  const { t } = useTranslation('features');
  return (
    <LinkButton to={paths.admin.newFeature} isPrimary icon={<PlusOutlined aria-hidden />}>
      {t('new')}
    </LinkButton>
  );
}

/** What the URL says is to be shown, and how to change that. */
function useShown() {
  const [params, set] = useUrlFilter();
  const status = statuses.find((known) => known === params.get('status')) ?? 'active';
  return { q: params.get('q') ?? '', status, set };
}

function matches({ code, name, archivedAt }: Feature, q: string, status: (typeof statuses)[number]): boolean {
  const isWanted = status === 'all' || (archivedAt !== null) === (status === 'archived');
  return (
    isWanted && [code, ...Object.values(name)].some((text) => text.toLowerCase().includes(q.toLowerCase()))
  );
}

function NoFeatures({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('features');
  if (!isFiltered) return <Notice title={t('empty.title')} text={t('empty.text')} action={<NewFeature />} />;
  return (
    <Notice
      title={t('empty.filteredTitle')}
      text={t('empty.filteredText')}
      action={<LinkButton to={`${paths.admin.features}?status=all`}>{t('empty.showAll')}</LinkButton>}
    />
  );
}
