import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { alertStatisticsQuery } from '../api/metering.ts';
import { useMe } from '../api/use-session.ts';
import { AlertBanner } from '../features/metering/alert-banner.tsx';
import { usePeriodTurn } from '../features/metering/use-period-turn.ts';
import { paths } from '../paths.ts';
import { Frame } from './frame.tsx';

/** The user center: a row of pages on top. */
export function UserLayout() {
  const { t } = useTranslation();
  const { user } = useMe();
  const unread = useQuery(alertStatisticsQuery).data?.unread ?? 0;
  usePeriodTurn();
  return (
    <Frame
      unread={unread}
      nav={[
        { path: paths.overview, label: t('nav.overview') },
        { path: paths.records, label: t('nav.records') },
        { path: paths.trends, label: t('nav.trends') },
        {
          path: paths.alerts,
          label: (
            <Badge count={unread} size="small" offset={[10, 0]} styles={{ root: { color: 'inherit' } }}>
              {t('nav.alerts')}
            </Badge>
          ),
        },
        { path: paths.plans, label: t('nav.plans') },
      ]}
      elsewhere={user.role === 'admin' ? { path: paths.admin.overview, label: t('nav.admin') } : undefined}
    >
      <AlertBanner />
      <Outlet />
    </Frame>
  );
}
