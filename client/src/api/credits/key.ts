import { z } from 'zod';

/** Apart from the queries, as every page listens: what the first screen needs of credits is no more than this. */

/** Everything below this key is about the credits of the account that is signed in. */
export const creditsKey = ['credits'] as const;

/** What credits have paid beyond quotas, which moves with those quotas. */
export const elasticKey = [...creditsKey, 'elastic'] as const;

/** What is read of the event `credits:updated`: that there is something new, not what. */
export const CreditsTold = z.object({ accountId: z.string() });
