import { App as AntApp } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { adminPages } from '../../pages/admin/pages.ts';
import { paths } from '../../paths.ts';
import { IsMeterstone } from '../../ui/page/brand.tsx';
import { Frame } from './frame.tsx';
import { useNav } from './nav-links.tsx';
import { useLoadedAhead } from './use-loaded-ahead.ts';

/** The admin's pages, in a column on the left. */
export function AdminLayout() {
  const { t } = useTranslation();
  const nav = useNav(adminPages);
  useLoadedAhead(adminPages);
  return (
    <IsMeterstone value>
      <Frame isColumn nav={nav} elsewhere={{ path: paths.overview, label: t('nav.userCenter') }}>
        <AntApp>
          <Outlet />
        </AntApp>
      </Frame>
    </IsMeterstone>
  );
}
