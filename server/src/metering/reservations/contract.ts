import { z } from 'zod';
import { counterLimit } from '../../bounds.ts';
import { FeatureCode } from '../../catalog/contract.ts';
import { AccountRef, Amount, Count, Id, IdempotencyKey, Instant, OffsetQuery } from '../../http/contract.ts';
import { PaidByCredits, Quota } from '../states/contract.ts';

/** Amounts that are held before long work. */

export const ReserveBody = z.strictObject({
  accountId: AccountRef.optional(),
  featureCode: FeatureCode,
  amount: Amount,
  ttlSeconds: z.int().min(1).max(86_400).default(300),
  idempotencyKey: IdempotencyKey.optional(),
});
export type ReserveBody = z.infer<typeof ReserveBody>;

export const CommitBody = z.strictObject({
  accountId: AccountRef.optional(),
  amount: z.int().min(0).max(counterLimit).optional(),
});

export const ReleaseBody = z.strictObject({ accountId: AccountRef.optional() });

export const ReservationStatus = z.enum(['held', 'committed', 'released', 'expired']);

const reservation = {
  id: Id,
  featureCode: z.string(),
  status: ReservationStatus,
  amount: Count,
  committedAmount: Count.nullable(),
  recordId: Id.nullable(),
  expiresAt: Instant,
};

export const Reservation = z
  .object({
    ...reservation,
    replayed: z.boolean(),
    paidByCredits: PaidByCredits.nullable().meta({
      description: 'What credits are held to pay, or have paid, beyond the quota; null when nothing',
    }),
    quota: Quota.nullable(),
  })
  .meta({ id: 'Reservation' });
export type Reservation = z.infer<typeof Reservation>;

export const ReservationsQuery = OffsetQuery.extend({
  accountId: AccountRef.optional(),
  featureCode: FeatureCode.optional(),
  status: z.enum(['held', 'all']).default('all'),
});
export type ReservationsQuery = z.infer<typeof ReservationsQuery>;

export const ListedReservation = z
  .object({
    ...reservation,
    createdAt: Instant,
  })
  .meta({ id: 'ListedReservation' });
export type ListedReservation = z.infer<typeof ListedReservation>;
