import type { Context } from '../db/context.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { perNode } from './per-node.ts';

const minutes = 60;

/** The limits of sign-in and its neighbours. */
export const limitsOf = perNode((ctx: Pick<Context, 'pool' | 'redis'>) => ({
  /** Failed sign-ins of one person from one address. */
  loginOfPerson: createRateLimit(ctx, { name: 'login-person', points: 10, windowSeconds: 5 * minutes }),
  /** Failed sign-ins from one address, whoever was tried. */
  loginFromAddress: createRateLimit(ctx, { name: 'login-address', points: 100, windowSeconds: 5 * minutes }),
  registerFromAddress: createRateLimit(ctx, { name: 'register', points: 100, windowSeconds: 10 * minutes }),
  /** A browser refreshes four times an hour; many share an office's address. */
  refresh: createRateLimit(ctx, { name: 'refresh', points: 300, windowSeconds: 5 * minutes }),
  /** Wrong current passwords of one user: a stolen access token must not become a password. */
  passwordOfUser: createRateLimit(ctx, { name: 'password', points: 10, windowSeconds: 10 * minutes }),
}));
