import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

// These fetch with their own code: what reads orders would weigh on everybody's first screen.

export const ordersPage = definePage({
  name: 'orders',
  path: paths.orders,
  load: async () => (await import('./orders-page.tsx')).OrdersPage,
  texts: 'orders',
  nav: { label: 'nav.orders' },
});

export const orderPage = definePage({
  name: 'order',
  path: paths.order,
  load: async () => (await import('./order-page.tsx')).OrderPage,
  texts: 'orders',
});

export const receiptPage = definePage({
  name: 'receipt',
  path: paths.receipt,
  load: async () => (await import('./receipt-page.tsx')).ReceiptPage,
  texts: 'orders',
});
