import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const plansPage = definePage({
  name: 'plans',
  path: paths.plans,
  load: async () => (await import('./plans-page.tsx')).PlansPage,
  prefetch: () => {
    prefetch(plansQuery);
    prefetch(overviewQuery);
  },
  nav: { label: 'nav.plans' },
  views: { plans: `${paths.plans}?plan=:planCode` },
});
