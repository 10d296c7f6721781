import { z } from 'zod';
import { maxClockSkewMinutes, maxUsageAgeDays, usageGraceHours } from '../../bounds.ts';
import { FeatureCode } from '../../catalog/contract.ts';
import { AccountRef, Amount, Count, Id, IdempotencyKey, Instant, Json } from '../../http/contract.ts';
import { AlertLevel } from '../alerts/contract.ts';
import { PaidByCredits, PassedCap, Quota, Shortage } from '../states/contract.ts';

/** Recording uses. */

const maxMetadataBytes = 4_096;

/** Whatever the host application wants to find again with the record. */
const Metadata = z
  .record(z.string().max(100), Json)
  .refine((value) => JSON.stringify(value).length <= maxMetadataBytes, `At most ${maxMetadataBytes} bytes`)
  .refine((value) => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)), 'Some characters are not allowed');

export const UsageEvent = z
  .strictObject({
    accountId: AccountRef.optional(),
    featureCode: FeatureCode,
    amount: Amount.default(1),
    idempotencyKey: IdempotencyKey.optional(),
    occurredAt: Instant.optional().meta({
      description: `Up to ${maxUsageAgeDays} days back, ${maxClockSkewMinutes} minutes ahead`,
    }),
    metadata: Metadata.optional(),
  })
  .meta({ id: 'UsageEvent' });
export type UsageEvent = z.infer<typeof UsageEvent>;

export const RecordedAlert = z.object({ threshold: z.int(), level: AlertLevel });

export const Recorded = z
  .object({
    id: Id,
    featureCode: z.string(),
    amount: Count,
    replayed: z.boolean(),
    late: z.boolean().meta({
      description: `Its period had been over for ${usageGraceHours} hours: recorded, charged to no quota`,
    }),
    quota: Quota,
    paidByCredits: PaidByCredits.nullable().meta({
      description:
        'What went beyond the quota, rounded up to whole credits for each use; null when it did not',
    }),
    alerts: z.array(RecordedAlert),
  })
  .meta({ id: 'Recorded' });
export type Recorded = z.infer<typeof Recorded>;

/** Events are judged one by one, so that one bad event never fails its neighbours. */
export const RecordBatchBody = z.strictObject({ events: z.array(z.unknown()).min(1).max(1000) });

/** What clients should send: each event as `POST /usage/record` takes it. */
export const DocumentedBatchBody = z.strictObject({ events: z.array(UsageEvent).min(1).max(1000) });

/** Why one of many was rejected. */
export const Refusal = z.object({
  code: z.string().optional(),
  detail: z.string().optional(),
  ...Shortage.partial().shape,
  cap: PassedCap.optional(),
});
export type Refusal = z.infer<typeof Refusal>;

export const RecordedBatch = z.object({
  results: z.array(
    z.object({
      status: z.enum(['recorded', 'replayed', 'rejected']),
      id: Id.optional(),
      paidByCredits: PaidByCredits.optional(),
      ...Refusal.shape,
    }),
  ),
  recorded: Count,
  replayed: Count,
  rejected: Count,
});
export type RecordedBatch = z.infer<typeof RecordedBatch>;
