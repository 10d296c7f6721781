import { GiftOutlined } from '@ant-design/icons';
import { packageListQuery, packageQuery } from '../../../api/credits/packages.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

const editor = definePage({
  name: 'admin-package',
  path: paths.admin.package,
  load: async () => (await import('./package-drawer.tsx')).PackageDrawer,
  prefetch: ({ id }) => {
    const packageId = id('packageId');
    if (packageId !== 'new') prefetch(packageQuery(packageId));
  },
  views: { 'admin-new-package': paths.admin.newPackage },
});

export const adminPackagesPage = definePage({
  name: 'admin-packages',
  path: paths.admin.packages,
  load: async () => (await import('./packages-page.tsx')).PackagesPage,
  prefetch: () => prefetch(packageListQuery),
  nav: { label: 'nav.packages', icon: GiftOutlined },
  drawers: [editor],
});
