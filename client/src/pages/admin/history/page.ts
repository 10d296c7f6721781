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
