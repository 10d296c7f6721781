import { HistoryOutlined } from '@ant-design/icons';
import { historyQuery, planListQuery } from '../../../api/catalog.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';
import { readAddress } from './address.ts';

export const historyPage = definePage({
  name: 'admin-history',
  path: paths.admin.history,
  load: async () => (await import('./history-page.tsx')).HistoryPage,
  prefetch: ({ query, me }) => {
    prefetch(historyQuery(readAddress(query, me.account.timeZone).wanted));
    prefetch(planListQuery);
  },
  nav: { label: 'nav.history', icon: HistoryOutlined },
});

export const packageHistoryPage = definePage({
  name: 'admin-history-packages',
  path: paths.admin.packageHistory,
  load: async () => (await import('./other-history-pages.tsx')).PackageHistoryPage,
});

export const featureHistoryPage = definePage({
  name: 'admin-history-features',
  path: paths.admin.featureHistory,
  load: async () => (await import('./other-history-pages.tsx')).FeatureHistoryPage,
});

export const apiKeyHistoryPage = definePage({
  name: 'admin-history-api-keys',
  path: paths.admin.apiKeyHistory,
  load: async () => (await import('./other-history-pages.tsx')).ApiKeyHistoryPage,
});
