import type { Page } from '../define-page.ts';
import { closedPage } from './closed/page.ts';
import { registerPage } from './register/page.ts';
import { signInPage } from './sign-in/page.ts';

/** For visitors. */
export const sessionPages: readonly Page[] = [signInPage, registerPage, closedPage];
