import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const registerPage = definePage({
  name: 'register',
  path: paths.register,
  load: async () => (await import('./register-page.tsx')).RegisterPage,
});
