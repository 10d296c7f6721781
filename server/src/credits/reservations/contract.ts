import { z } from 'zod';
import { counterLimit } from '../../bounds.ts';
import { AccountRef, Count, Id, Instant } from '../../http/contract.ts';
import { Standing } from '../balances/contract.ts';
import { byAction, byAmount, cost, refuseBoth, spending } from '../uses/contract.ts';

/** Credits that are held before long work. */

const ttl = { ttlSeconds: z.int().min(1).max(86_400).default(300) };

export const ReserveBody = z.strictObject({ ...cost, ...spending, ...ttl }).superRefine(refuseBoth);
export type ReserveBody = z.infer<typeof ReserveBody>;

/** The same in the words of a schema. */
export const DocumentedReserveBody = z.union([
  z.strictObject({ ...byAmount, ...spending, ...ttl }),
  z.strictObject({ ...byAction, ...spending, ...ttl }),
]);

export const CommitBody = z.strictObject({
  accountId: AccountRef.optional(),
  amount: z
    .int()
    .min(0)
    .max(counterLimit)
    .optional()
    .meta({ description: 'Left out: all that is held. 0 frees all' }),
});

export const ReleaseBody = z.strictObject({ accountId: AccountRef.optional() });

export const Reservation = z
  .object({
    id: Id,
    status: z.enum(['held', 'committed', 'released', 'expired']),
    amount: Count.meta({ description: 'What was held' }),
    committedAmount: Count.nullable(),
    transactionId: Id.nullable().meta({ description: 'The use that it became' }),
    action: z.string().nullable(),
    referenceId: z.string().nullable(),
    expiresAt: Instant,
    replayed: z.boolean(),
  })
  .extend(Standing.pick({ balance: true, held: true }).shape)
  .meta({ id: 'CreditReservation' });
export type Reservation = z.infer<typeof Reservation>;
