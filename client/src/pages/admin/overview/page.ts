import { DashboardOutlined } from '@ant-design/icons';
import { featureListQuery } from '../../../api/catalog.ts';
import { adminOverviewQuery } from '../../../api/insights.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const adminOverviewPage = definePage({
  name: 'admin-overview',
  path: paths.admin.overview,
  load: async () => (await import('./overview-page.tsx')).AdminOverviewPage,
  prefetch: () => {
    prefetch(adminOverviewQuery);
    prefetch(featureListQuery);
  },
  nav: { label: 'nav.overview', icon: DashboardOutlined },
});
