import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const trendsPage = definePage({
  name: 'trends',
  path: paths.trends,
  load: async () => (await import('./trends-page.tsx')).TrendsPage,
  prefetch: () => {
    prefetch(overviewQuery);
    prefetch(plansQuery);
  },
  nav: { label: 'nav.trends' },
  views: { trends: `${paths.trends}?feature=:monthlyFeatureCode&compare=true` },
});
