import { WalletOutlined } from '@ant-design/icons';
import { creditAccountsQuery, pricesQuery } from '../../../api/credits/admin.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { pageOf } from '../../../url/page-number.ts';
import { pageSize, readSearch } from '../../../url/search-address.ts';
import { definePage } from '../../define-page.ts';

export const creditAccountsPage = definePage({
  name: 'admin-credits',
  path: paths.admin.credits,
  load: async () => (await import('./credit-accounts-page.tsx')).CreditAccountsPage,
  prefetch: ({ query }) => {
    const { q, page } = readSearch(query);
    prefetch(creditAccountsQuery({ q, ...pageOf(page, pageSize) }));
  },
  nav: { label: 'nav.credits', icon: WalletOutlined },
});

export const creditGrantsPage = definePage({
  name: 'admin-credit-grants',
  path: paths.admin.creditGrants,
  load: async () => (await import('./credit-grants-page.tsx')).CreditGrantsPage,
});

export const creditPricesPage = definePage({
  name: 'admin-credit-prices',
  path: paths.admin.creditPrices,
  load: async () => (await import('./credit-prices-page.tsx')).CreditPricesPage,
  prefetch: () => prefetch(pricesQuery),
});
