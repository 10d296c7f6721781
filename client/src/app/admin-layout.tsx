import {
  AppstoreOutlined,
  DashboardOutlined,
  HistoryOutlined,
  KeyOutlined,
  TagsOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { App as AntApp } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { paths } from '../paths.ts';
import { IsMeterstone } from '../ui/brand.tsx';
import { Frame } from './frame.tsx';

/** The admin's pages, in a column on the left. */
export function AdminLayout() {
  const { t } = useTranslation();
  return (
    <IsMeterstone value>
      <Frame
        isColumn
        nav={[
          { path: paths.admin.overview, label: t('nav.overview'), icon: <DashboardOutlined /> },
          { path: paths.admin.plans, label: t('nav.plans'), icon: <TagsOutlined /> },
          { path: paths.admin.features, label: t('nav.features'), icon: <AppstoreOutlined /> },
          { path: paths.admin.accounts, label: t('nav.accounts'), icon: <TeamOutlined /> },
          { path: paths.admin.apiKeys, label: t('nav.apiKeys'), icon: <KeyOutlined /> },
          { path: paths.admin.history, label: t('nav.history'), icon: <HistoryOutlined /> },
        ]}
        elsewhere={{ path: paths.overview, label: t('nav.userCenter') }}
      >
        <AntApp>
          <Outlet />
        </AntApp>
      </Frame>
    </IsMeterstone>
  );
}
