import { activePackagesQuery, balanceQuery } from '../../../api/credits/own.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const creditsPage = definePage({
  name: 'credits',
  path: paths.credits,
  load: async () => (await import('./credits-page.tsx')).CreditsPage,
  prefetch: () => {
    prefetch(balanceQuery);
    prefetch(activePackagesQuery);
  },
  nav: { label: 'nav.credits' },
});
