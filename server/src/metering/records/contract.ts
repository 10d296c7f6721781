import { z } from 'zod';
import { FeatureCode } from '../../catalog/contract.ts';
import {
  AccountRef,
  Count,
  Flag,
  Granularity,
  Id,
  Instant,
  Json,
  Line,
  Reason,
  cursorPaging,
  refuseBackward,
  span,
} from '../../http/contract.ts';

/** What was recorded, and what it sums to. */

export const VoidBody = z.strictObject({ accountId: AccountRef.optional(), reason: Reason });

const RecordKind = z.enum(['use', 'void', 'reset']);

export const UsageRecord = z
  .object({
    id: Id,
    featureCode: z.string(),
    kind: RecordKind,
    amount: z.int().meta({ description: 'Negative for corrections' }),
    occurredAt: Instant,
    createdAt: Instant,
    late: z.boolean(),
    voided: z.boolean(),
    voidsId: Id.nullable().meta({ description: 'The record that this one takes back' }),
    reservationId: Id.nullable(),
    reason: z.string().nullable(),
    metadata: z.record(z.string(), Json).nullable(),
  })
  .meta({ id: 'UsageRecord' });
export type UsageRecord = z.infer<typeof UsageRecord>;

const recordsSearch = {
  accountId: AccountRef.optional(),
  featureCode: FeatureCode.optional(),
  kind: RecordKind.optional(),
  late: Flag.optional(),
  ...span,
};

export const RecordsExportQuery = z.strictObject(recordsSearch).superRefine(refuseBackward);
export type RecordsExportQuery = z.infer<typeof RecordsExportQuery>;

const PageOfRecords = z.strictObject({ ...recordsSearch, ...cursorPaging });

export const RecordsQuery = PageOfRecords.superRefine(refuseBackward);
export type RecordsQuery = z.infer<typeof RecordsQuery>;

export const StatisticsQuery = z
  .strictObject({
    accountId: AccountRef.optional(),
    featureCode: FeatureCode.optional(),
    ...span,
    granularity: Granularity.default('day'),
  })
  .superRefine(refuseBackward);
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

export const Statistics = z
  .object({
    granularity: Granularity,
    timeZone: z.string(),
    from: Instant,
    to: Instant,
    series: z.array(
      z.object({
        featureCode: z.string(),
        points: z.array(z.object({ at: Instant, used: z.int(), events: z.int() })),
      }),
    ),
    totals: z.array(z.object({ featureCode: z.string(), used: z.int(), events: z.int() })),
  })
  .meta({ id: 'Statistics' });
export type Statistics = z.infer<typeof Statistics>;

const sumOfUses = { used: Count, events: Count };

export const BreakdownQuery = z
  .strictObject({
    accountId: AccountRef.optional(),
    featureCode: FeatureCode,
    ...span,
    key: Line.min(1)
      .max(200)
      .optional()
      .meta({ description: 'Of the metadata, such as `model`; left out, the most frequent one' }),
  })
  .superRefine(refuseBackward);
export type BreakdownQuery = z.infer<typeof BreakdownQuery>;

export const Breakdown = z
  .object({
    featureCode: z.string(),
    from: Instant,
    to: Instant,
    isWhole: z.boolean().meta({
      description: 'False where the span has too many records: then only the newest are read, back to `from`',
    }),
    keys: z.array(z.string()).meta({ description: 'That occur in these records, the most frequent first' }),
    key: z.string().nullable().meta({ description: 'Null where no record has metadata' }),
    groups: z
      .array(z.object({ value: z.string(), ...sumOfUses }))
      .meta({ description: 'The most used first, 20 at most' }),
    others: z
      .object({ values: Count, ...sumOfUses })
      .meta({ description: 'Of all other values, and how many those are' }),
    without: z.object(sumOfUses).meta({ description: 'Of records without the key' }),
  })
  .meta({ id: 'Breakdown' });
export type Breakdown = z.infer<typeof Breakdown>;
