import { KeyOutlined } from '@ant-design/icons';
import { apiKeysQuery } from '../../../api/identity.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { pageOf } from '../../../url/page-number.ts';
import { definePage } from '../../define-page.ts';
import { pageSize, readAddress } from './address.ts';

const newApiKey = definePage({
  name: 'admin-new-api-key',
  path: paths.admin.newApiKey,
  load: async () => (await import('./new-api-key-drawer.tsx')).NewApiKeyDrawer,
});

export const apiKeysPage = definePage({
  name: 'admin-api-keys',
  path: paths.admin.apiKeys,
  load: async () => (await import('./api-keys-page.tsx')).ApiKeysPage,
  prefetch: ({ query }) => prefetch(apiKeysQuery(pageOf(readAddress(query).page, pageSize))),
  nav: { label: 'nav.apiKeys', icon: KeyOutlined },
  drawers: [newApiKey],
});
