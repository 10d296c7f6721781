import { createGuessLimit } from '../../http/limits/guess-limit.ts';
import { createAddressLimit, type RateLimitContext } from '../../http/limits/rate-limit.ts';

const minutes = 60;

/** Failed tries at a password. */
const guesses = { perPair: 10, perAddress: 100, perAccount: 50, windowSeconds: 5 * minutes };

export type SignInLimits = ReturnType<typeof createSignInLimits>;

/** The limits of sign-in and its neighbours. */
export function createSignInLimits(ctx: RateLimitContext) {
  return {
    /** Failed sign-ins, by e-mail address. */
    login: createGuessLimit(ctx, { name: 'login', ...guesses }),
    registerFromAddress: createAddressLimit(ctx, {
      name: 'register',
      points: 100,
      windowSeconds: 10 * minutes,
    }),
    /** A browser refreshes four times an hour; many share an office's address. */
    refresh: createAddressLimit(ctx, { name: 'refresh', points: 300, windowSeconds: 5 * minutes }),
    /** Wrong current passwords, by user: a stolen access token must become no password, and keep nobody from theirs. */
    password: createGuessLimit(ctx, { name: 'password', ...guesses }),
  };
}
