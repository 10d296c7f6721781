import { z } from 'zod';
import { FeatureCode } from '../../catalog/contract.ts';
import { AccountRef, Count, Id, Instant, OffsetQuery } from '../../http/contract.ts';

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
    used: Count,
    quota: Count,
    periodStart: Instant,
    createdAt: Instant,
    sentAt: Instant.nullable(),
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

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
    byLevel: z.object({ warning: Count, critical: Count, exhausted: Count, overage_started: Count }),
    byFeature: z.array(z.object({ featureCode: z.string(), total: Count, unread: Count })),
  })
  .meta({ id: 'AlertStatistics' });
export type AlertStatistics = z.infer<typeof AlertStatistics>;

export const MarkedRead = z.object({ marked: Count });
