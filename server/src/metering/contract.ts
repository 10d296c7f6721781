import { z } from 'zod';
import { FeatureCode, PlanCode, ResetPeriod } from '../catalog/contract.ts';
import { AccountRef, Count, Id, Instant, Json, OffsetQuery, Reason } from '../http/contract.ts';
import { cursorPaging, ExternalRef, Flag, refuseBackward, span } from '../http/contract.ts';
import { Account, Email, Name } from '../identity/contract.ts';
import { TimeZone } from '../time-zones/contract.ts';

/** Requests, responses and events of metering. */

const Amount = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'Use 1 to 255 visible ASCII characters')
  .meta({
    description: 'Same key, same content: counted once, the first answer again. Kept at least 35 days',
  });

export const AccountQuery = z.strictObject({ accountId: AccountRef.optional() });

export const Quota = z
  .object({
    featureCode: z.string(),
    kind: z.enum(['metered', 'boolean']),
    unit: z.string(),
    /** Boolean features: on or off. */
    enabled: z.boolean(),
    unlimited: z.boolean(),
    quota: z.int().meta({ description: '-1 when unlimited' }),
    used: Count,
    reserved: Count,
    remaining: z.int().meta({ description: '-1 when unlimited' }),
    percent: z.number().nullable().meta({
      description: 'Used and reserved of the quota, one decimal, rounded down; null when unlimited',
    }),
    resetPeriod: ResetPeriod.nullable(),
    periodStart: Instant.nullable(),
    periodEnd: Instant.nullable(),
    timeZone: z.string(),
  })
  .meta({ id: 'Quota' });
export type Quota = z.infer<typeof Quota>;

export const AlertLevel = z.enum(['warning', 'critical', 'exhausted']);
export type AlertLevel = z.infer<typeof AlertLevel>;

export const Alert = z
  .object({
    id: Id,
    accountId: Id,
    featureCode: z.string(),
    threshold: z.int(),
    level: AlertLevel,
    used: Count,
    quota: Count,
    periodStart: Instant,
    createdAt: Instant,
    sentAt: Instant.nullable(),
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const QuotaOverview = z
  .object({
    accountId: Id,
    plan: z
      .object({ id: Id, code: z.string(), name: z.record(z.string(), z.string()), version: z.int() })
      .nullable(),
    subscription: z
      .object({
        status: z.literal('active'),
        startedAt: Instant,
        currentPeriodStart: Instant,
        currentPeriodEnd: Instant,
      })
      .nullable(),
    features: z.array(Quota),
    alerts: z.object({ unread: Count }),
  })
  .meta({ id: 'QuotaOverview' });
export type QuotaOverview = z.infer<typeof QuotaOverview>;

const Unbounded = z.int().meta({ description: '-1 when unlimited' });

export const ExplainParams = z.strictObject({ featureCode: FeatureCode });
/** Where the numbers of a quota come from, all of one instant: quota − used − reserved = remaining. */
export const QuotaExplanation = z
  .object({
    quota: Quota,
    plan: z
      .object({
        id: Id,
        code: z.string(),
        name: z.record(z.string(), z.string()),
        version: z.int(),
        quota: Unbounded,
      })
      .nullable()
      .meta({ description: 'What the plan grants; null when it does not grant the feature' }),
    override: z
      .object({
        quota: Unbounded,
        difference: z
          .int()
          .nullable()
          .meta({ description: 'From the plan; null when either is unlimited or the plan grants nothing' }),
        expiresAt: Instant.nullable(),
        reason: z.string().nullable().meta({ description: 'Told to admins and API keys only, else null' }),
      })
      .nullable(),
    used: z.object({
      amount: Count,
      parts: z
        .array(
          z.object({ kind: z.enum(['use', 'void', 'reset', 'carried']), amount: z.int(), records: Count }),
        )
        .meta({ description: 'They sum to the amount; `carried`: from before the reset period changed' }),
    }),
    reserved: z.object({ amount: Count, reservations: Count }),
    late: z.object({ amount: Count, records: Count }).meta({
      description: 'Came in this period after their own had closed: charged to no quota',
    }),
    remaining: Unbounded,
    period: z.object({ start: Instant, end: Instant.nullable() }).nullable(),
  })
  .meta({ id: 'QuotaExplanation' });
export type QuotaExplanation = z.infer<typeof QuotaExplanation>;

export const CheckReason = z.enum([
  'quota_exceeded',
  'feature_not_in_plan',
  'feature_unknown',
  'subscription_inactive',
]);

export const CheckQuery = z.strictObject({
  accountId: AccountRef.optional(),
  amount: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
});
export const CheckParams = z.strictObject({ featureCode: FeatureCode });
export const Check = z
  .object({
    allowed: z.boolean(),
    reason: CheckReason.optional(),
    quota: Quota.nullable(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const CheckManyBody = z.strictObject({
  accountId: AccountRef.optional(),
  checks: z
    .array(z.strictObject({ featureCode: FeatureCode, amount: Amount.default(1) }))
    .min(1)
    .max(100),
});
export type CheckManyBody = z.infer<typeof CheckManyBody>;

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
    occurredAt: Instant.optional().meta({ description: 'Up to 35 days back, 5 minutes ahead' }),
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
    late: z.boolean().meta({ description: 'Its period had closed: recorded, charged to no quota' }),
    quota: Quota,
    alerts: z.array(RecordedAlert),
  })
  .meta({ id: 'Recorded' });
export type Recorded = z.infer<typeof Recorded>;

/** Events are judged one by one, so that one bad event never fails its neighbours. */
export const RecordBatchBody = z.strictObject({ events: z.array(z.unknown()).min(1).max(1000) });
/** What clients should send: each event as `POST /usage/record` takes it. */
export const DocumentedBatchBody = z.strictObject({ events: z.array(UsageEvent).min(1).max(1000) });

export const RecordedBatch = z.object({
  results: z.array(
    z.object({
      status: z.enum(['recorded', 'replayed', 'rejected']),
      id: Id.optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
  recorded: Count,
  replayed: Count,
  rejected: Count,
});
export type RecordedBatch = z.infer<typeof RecordedBatch>;

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
  amount: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});
export const ReleaseBody = z.strictObject({ accountId: AccountRef.optional() });

export const ReservationStatus = z.enum(['held', 'committed', 'released', 'expired']);

export const Reservation = z
  .object({
    id: Id,
    featureCode: z.string(),
    status: ReservationStatus,
    amount: Count,
    committedAmount: Count.nullable(),
    recordId: Id.nullable(),
    expiresAt: Instant,
    replayed: z.boolean(),
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
    id: Id,
    featureCode: z.string(),
    status: ReservationStatus,
    amount: Count,
    committedAmount: Count.nullable(),
    recordId: Id.nullable(),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'ListedReservation' });
export type ListedReservation = z.infer<typeof ListedReservation>;

export const IdParams = z.strictObject({ id: Id });
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

export const Granularity = z.enum(['hour', 'day', 'month']);
export type Granularity = z.infer<typeof Granularity>;

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

export const AlertsQuery = OffsetQuery.extend({
  accountId: AccountRef.optional(),
  status: z.enum(['all', 'unread']).default('all'),
  level: AlertLevel.optional(),
  featureCode: FeatureCode.optional(),
});
export type AlertsQuery = z.infer<typeof AlertsQuery>;
export const UnseenAlertsQuery = OffsetQuery.extend({ accountId: AccountRef.optional() });
export const AlertStatistics = z
  .object({
    total: Count,
    unread: Count,
    byLevel: z.object({ warning: Count, critical: Count, exhausted: Count }),
    byFeature: z.array(z.object({ featureCode: z.string(), total: Count, unread: Count })),
  })
  .meta({ id: 'AlertStatistics' });
export type AlertStatistics = z.infer<typeof AlertStatistics>;
export const MarkedRead = z.object({ marked: Count });

export const AssignPlanBody = z.strictObject({ planCode: PlanCode, reason: Reason });
export const OverrideParams = z.strictObject({ accountId: AccountRef, featureCode: FeatureCode });
export const OverrideBody = z.strictObject({
  quota: z.int().min(-1).max(Number.MAX_SAFE_INTEGER),
  expiresAt: Instant.optional(),
  reason: Reason,
});
export const LiftOverrideBody = z.strictObject({ reason: Reason.optional() });
export const ResetUsageBody = z.strictObject({ featureCode: FeatureCode.optional(), reason: Reason });

export const Override = z.object({
  featureCode: z.string(),
  quota: z.int(),
  expiresAt: Instant.nullable(),
  reason: z.string().nullable(),
});
export type Override = z.infer<typeof Override>;

export const AccountSummary = Account.extend({ planCode: z.string().nullable() });
export type AccountSummary = z.infer<typeof AccountSummary>;

export const AccountDetail = AccountSummary.extend({
  subscription: QuotaOverview.shape.subscription,
  quotas: z.array(Quota),
  overrides: z.array(Override),
});
export type AccountDetail = z.infer<typeof AccountDetail>;

/** What a key that may write accounts but not read them is told: what it wrote itself, and whose it is. */
export const WrittenAccount = AccountDetail.partial().required({ id: true });
export type WrittenAccount = z.infer<typeof WrittenAccount>;

export const AccountParams = z.strictObject({ accountId: AccountRef });
export const AccountsQuery = OffsetQuery.extend({ q: z.string().trim().max(200).optional() });

export const UpsertAccountParams = z.strictObject({ accountId: ExternalRef });
export const UpsertAccountBody = z.strictObject({
  name: Name,
  email: Email.optional(),
  timeZone: TimeZone.optional(),
  planCode: PlanCode.optional(),
});
export type UpsertAccountBody = z.infer<typeof UpsertAccountBody>;

/** Quotas: not for keys without `accounts:read`. */
export const ResetUsage = z.object({ reset: z.array(z.string()), quotas: z.array(Quota).optional() });
