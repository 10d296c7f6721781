import { TeamOutlined } from '@ant-design/icons';
import { accountQuery, accountsQuery } from '../../../api/admin-accounts.ts';
import { featureListQuery, planListQuery } from '../../../api/catalog.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';
import { readAddress } from './address.ts';

export const accountsPage = definePage({
  name: 'admin-accounts',
  path: paths.admin.accounts,
  load: async () => (await import('./accounts-page.tsx')).AccountsPage,
  prefetch: ({ query }) => {
    prefetch(accountsQuery(readAddress(query).asked));
    prefetch(planListQuery);
    prefetch(featureListQuery);
  },
  nav: { label: 'nav.accounts', icon: TeamOutlined },
});

export const accountPage = definePage({
  name: 'admin-account',
  path: paths.admin.account,
  load: async () => (await import('./account-page.tsx')).AccountPage,
  prefetch: ({ id }) => {
    prefetch(accountQuery(id('accountId')));
    prefetch(planListQuery);
    prefetch(featureListQuery);
  },
  views: {
    'admin-account-records': `${paths.admin.account.pattern}?tab=records`,
    'admin-account-alerts': `${paths.admin.account.pattern}?tab=alerts`,
    'admin-account-credits': `${paths.admin.account.pattern}?tab=credits`,
    'admin-account-history': `${paths.admin.account.pattern}?tab=history`,
  },
});
