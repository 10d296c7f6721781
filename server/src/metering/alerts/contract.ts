import { z } from 'zod';
import { FeatureCode } from '../../catalog/contract.ts';
import { AccountRef, Count, Id, Instant, OffsetQuery } from '../../http/contract.ts';
import { usedPercentOf, type CountedQuota } from '../states/contract.ts';

/** What accounts are warned of. */

export const AlertLevel = z.enum(['warning', 'critical', 'exhausted', 'overage_started']);
export type AlertLevel = z.infer<typeof AlertLevel>;

/**
 * From how much of a quota on each level holds, in per cent; 101 stands for the first use that credits paid.
 * `alert_level` says the same in Postgres.
 */
export const levelPercents = {
  warning: 80,
  critical: 95,
  exhausted: 100,
  overage_started: 101,
} as const satisfies Record<AlertLevel, number>;

/** How grave it is to have crossed a threshold, in per cent. */
export function alertLevelOf(threshold: number): AlertLevel {
  return AlertLevel.options.findLast((level) => threshold >= levelPercents[level]) ?? 'warning';
}

export const Alert = z
  .object({
    id: Id,
    accountId: Id,
    featureCode: z.string(),
    threshold: z.int(),
    level: AlertLevel,
    used: Count.meta({
      description: 'Of the quota when it was raised: without what credits paid, but for `overage_started`',
    }),
    quota: Count,
    periodStart: Instant,
    createdAt: Instant,
    sentAt: Instant.nullable(),
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

/**
 * Whether as much of a quota is used as an alert of its period warns of; that credits have paid is true as long as
 * none of the quota is left, too: what they paid stays where a larger quota comes. `stillHolds` says the same in
 * Postgres.
 */
export function isTrueOf(
  { level, threshold }: Pick<Alert, 'level' | 'threshold'>,
  quota: CountedQuota,
): boolean {
  const percent = usedPercentOf(quota) ?? 0;
  if (level === 'overage_started') return quota.overage !== null && percent >= levelPercents.exhausted;
  return percent >= threshold;
}

/** What has made an alert hold no more. */
export const Resolution = z.enum([
  'next_period',
  'override',
  'plan_change',
  'quota_raised',
  'reset',
  'void',
  'not_in_plan',
]);
export type Resolution = z.infer<typeof Resolution>;

/** All alerts of a feature in one period, told by the gravest that holds; where none does, by the gravest. */
export const FoldedAlert = Alert.extend({
  unread: z.boolean().meta({
    description: 'Whether it holds, and it, or one that is folded into it, has not been read',
  }),
  levelNow: AlertLevel.meta({
    description:
      'Where it says that a quota is used up, and holds: `overage_started` while credits pay for the next unit, ' +
      '`exhausted` once it is refused; else `level`, how things stood when it was raised',
  }),
  resolvedBy: Resolution.nullable().meta({
    description: 'What has made it hold no more; null as long as as much of the quota is used as it warns of',
  }),
  folded: z.array(Alert).meta({
    description:
      'The others of the same feature and period: milder ones, and those of before a change or a reset',
  }),
}).meta({ id: 'FoldedAlert' });
export type FoldedAlert = z.infer<typeof FoldedAlert>;

export const AlertsQuery = OffsetQuery.extend({
  accountId: AccountRef.optional(),
  status: z.enum(['all', 'unread']).default('all'),
  level: AlertLevel.optional().meta({ description: 'For alerts by period the `levelNow`' }),
  featureCode: FeatureCode.optional(),
});
export type AlertsQuery = z.infer<typeof AlertsQuery>;

export const UnseenAlertsQuery = OffsetQuery.extend({ accountId: AccountRef.optional() });

export const AlertStatistics = z
  .object({
    total: Count,
    unread: Count.meta({ description: 'Alerts that nobody has read, also those that hold no more' }),
    unreadFolded: Count.meta({
      description:
        'Features with an unread alert that still holds: what one use crosses at once counts once, what was resolved not at all',
    }),
    byLevel: z.object({ warning: Count, critical: Count, exhausted: Count, overage_started: Count }),
    byFeature: z.array(z.object({ featureCode: z.string(), total: Count, unread: Count })),
  })
  .meta({ id: 'AlertStatistics' });
export type AlertStatistics = z.infer<typeof AlertStatistics>;

export const MarkedRead = z.object({ marked: Count });
