import { TagsOutlined } from '@ant-design/icons';
import { pricesQuery } from '../../../api/credits/admin.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const creditPricesPage = definePage({
  name: 'admin-credit-prices',
  path: paths.admin.creditPrices,
  load: async () => (await import('./credit-prices-page.tsx')).CreditPricesPage,
  prefetch: () => prefetch(pricesQuery),
  nav: { label: 'nav.creditPrices', icon: TagsOutlined },
});
