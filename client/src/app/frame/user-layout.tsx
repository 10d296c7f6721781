import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { alertStatisticsQuery } from '../../api/metering.ts';
import { useMe } from '../../api/use-session.ts';
import { AlertBanner } from '../../features/metering/alerts/banner/alert-banner.tsx';
import { usePeriodTurn } from '../../features/metering/states/use-period-turn.ts';
import { userPages } from '../../pages/user/pages.ts';
import { paths } from '../../paths.ts';
import { WithCount } from '../../ui/texts/with-count.tsx';
import { Frame } from './frame.tsx';
import { useNav } from './nav-links.tsx';
import { useLoadedAhead } from './use-loaded-ahead.ts';

/** The user center: a row of pages on top. */
export function UserLayout() {
  const { t } = useTranslation();
  const { user } = useMe();
  const unread = useQuery(alertStatisticsQuery).data?.unreadFolded ?? 0;
  const nav = useNav(userPages);
  useLoadedAhead(userPages);
  usePeriodTurn();
  return (
    <Frame
      unread={unread}
      nav={nav.map((item) =>
        item.path === paths.alerts
          ? { ...item, label: <WithCount count={unread}>{item.label}</WithCount> }
          : item,
      )}
      elsewhere={user.role === 'admin' ? { path: paths.admin.overview, label: t('nav.admin') } : undefined}
    >
      <div className="not-on-paper">
        <AlertBanner />
      </div>
      <Outlet />
    </Frame>
  );
}
