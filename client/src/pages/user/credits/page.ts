import { balanceQuery } from '../../../api/credits/balance.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

// Packages are fetched with the page's own code: what reads them would weigh on everybody's first screen.
export const creditsPage = definePage({
  name: 'credits',
  path: paths.credits,
  load: async () => (await import('./credits-page.tsx')).CreditsPage,
  prefetch: () => prefetch(balanceQuery),
  nav: { label: 'nav.credits' },
});
