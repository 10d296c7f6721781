import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const checkoutPage = definePage({
  name: 'checkout',
  path: paths.checkout,
  load: async () => (await import('./checkout-page.tsx')).CheckoutPage,
  texts: 'orders',
  prefetch: ({ query }) => {
    // Packages are fetched with the page's own code, as on theirs.
    if (query.has('package')) return;
    prefetch(plansQuery);
    prefetch(overviewQuery);
  },
  marks: (query) => (query.has('package') ? paths.credits : paths.plans),
  views: { checkout: `${paths.checkout}?plan=:planCode` },
});

/** Where providers lead back to (server/src/payments/checkout/service.ts). */
export const checkoutResultPage = definePage({
  name: 'checkout-result',
  path: paths.checkoutResult,
  load: async () => (await import('./result-page.tsx')).ResultPage,
  texts: 'orders',
  marks: () => paths.orders,
  views: { 'checkout-result': `${paths.checkoutResult}?request_id=:requestId` },
});
