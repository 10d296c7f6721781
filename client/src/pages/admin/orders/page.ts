import { ShoppingOutlined } from '@ant-design/icons';
import { orderQuery, ordersQuery } from '../../../api/orders/admin.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';
import { readAddress } from './address.ts';

export const ordersPage = definePage({
  name: 'admin-orders',
  path: paths.admin.orders,
  load: async () => (await import('./orders-page.tsx')).OrdersPage,
  prefetch: ({ query, me }) => {
    prefetch(ordersQuery(readAddress(query, me.account.timeZone).asked));
  },
  nav: { label: 'nav.orders', icon: ShoppingOutlined },
});

export const orderPage = definePage({
  name: 'admin-order',
  path: paths.admin.order,
  load: async () => (await import('./order-page.tsx')).OrderPage,
  prefetch: ({ id }) => prefetch(orderQuery(id('orderId'))),
});
