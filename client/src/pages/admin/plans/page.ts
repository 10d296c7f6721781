import { TagsOutlined } from '@ant-design/icons';
import { featureListQuery, planListQuery, planQuery } from '../../../api/catalog.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

const plan = definePage({
  name: 'admin-plan',
  path: paths.admin.plan,
  load: async () => (await import('./plan-drawer.tsx')).PlanDrawer,
  prefetch: ({ id }) => {
    const planId = id('planId');
    if (planId !== 'new') prefetch(planQuery(planId));
    prefetch(featureListQuery);
  },
  views: { 'admin-new-plan': paths.admin.newPlan },
});

export const adminPlansPage = definePage({
  name: 'admin-plans',
  path: paths.admin.plans,
  load: async () => (await import('./plans-page.tsx')).AdminPlansPage,
  prefetch: () => prefetch(planListQuery),
  nav: { label: 'nav.plans', icon: TagsOutlined },
  drawers: [plan],
});
