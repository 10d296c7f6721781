import type { Context } from '../base-context.ts';
import type { Authenticate } from '../http/handler.ts';
import type { AccountClosing, AccountHooks } from './accounts/hooks.ts';
import type { KnownAccounts } from './accounts/known-accounts.ts';
import type { SignInLimits } from './sign-in/rate-limits.ts';
import type { WeakPasswords } from './weak-passwords/refuse-weak.ts';

export interface IdentityContext extends Context {
  accountHooks: AccountHooks;
  accountClosing: AccountClosing;
  authenticate: Authenticate;
  knownAccounts: KnownAccounts;
  signInLimits: SignInLimits;
  weakPasswords: WeakPasswords;
}
