import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const closedPage = definePage({
  name: 'closed',
  path: paths.closed,
  load: async () => (await import('./closed-page.tsx')).ClosedPage,
});
