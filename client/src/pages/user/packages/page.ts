import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

// Fetches with its own code: what reads packages would weigh on everybody's first screen.
export const packagesPage = definePage({
  name: 'packages',
  path: paths.packages,
  load: async () => (await import('./packages-page.tsx')).PackagesPage,
  marks: () => paths.credits,
});
