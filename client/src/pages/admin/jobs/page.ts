import { ScheduleOutlined } from '@ant-design/icons';
import { jobsQuery } from '../../../api/operations.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const jobsPage = definePage({
  name: 'admin-jobs',
  path: paths.admin.jobs,
  load: async () => (await import('./jobs-page.tsx')).JobsPage,
  prefetch: () => {
    prefetch(jobsQuery);
  },
  nav: { label: 'nav.jobs', icon: ScheduleOutlined },
});
