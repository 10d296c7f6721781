import type { Context } from '../base-context.ts';
import { createKnownAccounts } from './accounts/known-accounts.ts';
import { startAdminChanges } from './audit/admin-messages.ts';
import { createAuthenticate } from './authenticate.ts';
import type { IdentityContext } from './context.ts';
import { identityJobs } from './jobs.ts';
import { identityRoutes } from './routes.ts';
import { createSignInLimits } from './sign-in/rate-limits.ts';
import { createWeakPasswords } from './weak-passwords/refuse-weak.ts';

/** What `features.ts` takes of identity. */
export const identity = {
  name: 'identity',
  routes: identityRoutes,
  jobs: identityJobs,
  hooks: {},
  /** Who calls is looked up on the connections of recording, which no reader and no admin takes. */
  build(base: Context) {
    return {
      authenticate: createAuthenticate({ ...base, db: base.recordingDb }),
      knownAccounts: createKnownAccounts(base.recordingDb),
      signInLimits: createSignInLimits(base),
      weakPasswords: createWeakPasswords(),
    };
  },
  start: (ctx: IdentityContext) => [startAdminChanges(ctx), () => ctx.weakPasswords.stop()],
} as const;
