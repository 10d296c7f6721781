import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const signInPage = definePage({
  name: 'sign-in',
  path: paths.signIn,
  load: async () => (await import('./sign-in-page.tsx')).SignInPage,
});
