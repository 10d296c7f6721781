import { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import {
  alertStatisticsQuery,
  foldedAlertsQuery,
  markAllAlertsRead,
  type AlertFilter,
} from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { AlertList } from '../../../features/metering/alerts/alert-list.tsx';
import { AlertStatisticsLine } from '../../../features/metering/alerts/alert-statistics.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { Filters, FilterSelect } from '../../../ui/forms/filter-bar.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { pageOf } from '../../../url/page-number.ts';
import { withQuery } from '../../../url/with-query.ts';
import { pageSize, readAddress } from './address.ts';
import styles from './alerts-page.module.css';

/** Every time a quota ran low, by feature and period, newest first. */
export function AlertsPage() {
  const { t } = useTranslation('alerts');
  const { t: tCommon } = useTranslation();
  const { filter, page, change } = useAlertFilter();
  const query = useQuery(foldedAlertsQuery(filter, pageOf(page, pageSize)));
  return (
    <ListPage
      title={tCommon('nav.alerts')}
      intro={t('intro')}
      action={<MarkAllRead />}
      filters={
        <>
          <AlertStatisticsLine />
          <AlertFilters filter={filter} onChange={change} />
        </>
      }
      query={query}
    >
      {({ items, total }) =>
        items.length > 0 ? (
          <>
            <AlertList alerts={items} />
            <Pagination
              align="end"
              hideOnSinglePage
              showSizeChanger={false}
              current={page}
              pageSize={pageSize}
              total={total}
              onChange={(next) => change({ page: next === 1 ? undefined : String(next) })}
            />
          </>
        ) : (
          <NoAlerts filter={filter} />
        )
      }
    </ListPage>
  );
}

function NoAlerts({ filter }: { filter: AlertFilter }) {
  const { t } = useTranslation('alerts');
  const isFiltered = filter.level !== undefined || filter.featureCode !== undefined;
  if (isFiltered) {
    return <Notice title={t('noneFound')} action={<Link to={paths.alerts}>{t('showAll')}</Link>} />;
  }
  return <Notice title={t(filter.status === 'unread' ? 'noneUnread' : 'none')} text={t('noneText')} />;
}

function MarkAllRead() {
  const { t } = useTranslation('alerts');
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const unread = useQuery(alertStatisticsQuery).data?.unreadFolded ?? 0;
  const markAll = async () => {
    await markAllAlertsRead();
    void message.success(t('marked'));
  };
  return (
    <Button loading={isSending} disabled={unread === 0} onClick={() => send(markAll)}>
      {t('markAllRead')}
    </Button>
  );
}

interface AlertFiltersProps {
  filter: AlertFilter;
  onChange: (changed: Record<string, string | undefined>) => void;
}

function AlertFilters({ filter, onChange }: AlertFiltersProps) {
  const { t } = useTranslation('alerts');
  const { t: tCommon } = useTranslation();
  const nameOf = usePublicFeatureName();
  const known = useQuery(alertStatisticsQuery).data?.byFeature ?? [];
  return (
    <Filters label={t('filters')}>
      <div className={styles['line']}>
        {/* Its choices take the focus; Ant Design would stop at their frame, too. */}
        <Segmented
          tabIndex={-1}
          aria-label={t('status.label')}
          value={filter.status}
          options={[
            { value: 'all', label: t('status.all') },
            { value: 'unread', label: t('status.unread') },
          ]}
          onChange={(status) => onChange({ status: status === 'all' ? undefined : status })}
        />
      </div>
      <FilterSelect
        label={t('level')}
        value={filter.level}
        options={AlertLevel.options.map((value) => ({ value, label: tCommon(`level.${value}`) }))}
        onChange={(level) => onChange({ level })}
      />
      <FilterSelect
        label={t('feature')}
        value={filter.featureCode}
        options={known.map(({ featureCode }) => ({ value: featureCode, label: nameOf(featureCode) }))}
        onChange={(feature) => onChange({ feature })}
      />
    </Filters>
  );
}

/** Which alerts, in the address; another filter begins at its first page. */
function useAlertFilter(): {
  filter: AlertFilter;
  page: number;
  change: (changed: Record<string, string | undefined>) => void;
} {
  const [query, setQuery] = useSearchParams();
  return {
    ...readAddress(query),
    change: (changed) => setQuery((before) => withQuery(before, { page: undefined, ...changed })),
  };
}
