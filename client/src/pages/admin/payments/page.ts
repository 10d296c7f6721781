import { InboxOutlined } from '@ant-design/icons';
import { inboxQuery, refusalsQuery } from '../../../api/orders/inbox.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';
import { readAddress } from './address.ts';

export const paymentsPage = definePage({
  name: 'admin-payments',
  path: paths.admin.payments,
  load: async () => (await import('./payments-page.tsx')).PaymentsPage,
  prefetch: ({ query }) => {
    prefetch(inboxQuery(readAddress(query).asked));
    prefetch(refusalsQuery);
  },
  nav: { label: 'nav.paymentsInbox', icon: InboxOutlined },
});
