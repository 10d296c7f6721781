import { explanationQuery, overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

const why = definePage({
  name: 'why',
  path: paths.why,
  load: async () => (await import('./why-drawer.tsx')).WhyDrawer,
  prefetch: ({ id }) => prefetch(explanationQuery(id('featureCode'))),
});

export const overviewPage = definePage({
  name: 'overview',
  path: paths.overview,
  load: async () => (await import('./overview-page.tsx')).OverviewPage,
  prefetch: () => {
    prefetch(overviewQuery);
    prefetch(plansQuery);
  },
  nav: { label: 'nav.overview' },
  drawers: [why],
});
