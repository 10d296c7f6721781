import { offeredPackagesQuery } from '../../../api/credits/offered.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const packagesPage = definePage({
  name: 'packages',
  path: paths.packages,
  load: async () => (await import('./packages-page.tsx')).PackagesPage,
  prefetch: () => prefetch(offeredPackagesQuery),
  marks: () => paths.credits,
});
