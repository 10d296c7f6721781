import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const profilePage = definePage({
  name: 'profile',
  path: paths.profile,
  load: async () => (await import('./profile-page.tsx')).ProfilePage,
});
