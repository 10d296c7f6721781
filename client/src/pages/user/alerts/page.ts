import { foldedAlertsQuery } from '../../../api/metering.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { pageOf } from '../../../url/page-number.ts';
import { definePage } from '../../define-page.ts';
import { pageSize, readAddress } from './address.ts';

export const alertsPage = definePage({
  name: 'alerts',
  path: paths.alerts,
  load: async () => (await import('./alerts-page.tsx')).AlertsPage,
  prefetch: ({ query }) => {
    const { filter, page } = readAddress(query);
    prefetch(foldedAlertsQuery(filter, pageOf(page, pageSize)));
  },
  nav: { label: 'nav.alerts' },
});
