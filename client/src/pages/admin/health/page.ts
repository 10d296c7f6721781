import { SafetyCertificateOutlined } from '@ant-design/icons';
import { healthReportQuery } from '../../../api/health.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const healthPage = definePage({
  name: 'admin-health',
  path: paths.admin.health,
  load: async () => (await import('./health-page.tsx')).HealthPage,
  prefetch: () => {
    prefetch(healthReportQuery);
  },
  nav: { label: 'nav.health', icon: SafetyCertificateOutlined },
});
