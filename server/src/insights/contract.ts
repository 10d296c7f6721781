import { z } from 'zod';
import { Feature, Unit } from '../catalog/contract.ts';
import { Count, Id, Instant } from '../http/contract.ts';
import { AlertLevel } from '../metering/alerts/contract.ts';

/** What the admin's overview shows. */

const Translations = Feature.shape.name;

const Step = z.object({
  at: Instant.meta({ description: 'Start of the step' }),
  events: Count.meta({ description: 'Uses recorded in it and not voided since, late ones too' }),
});

const FullQuota = z.object({
  accountId: Id,
  accountName: z.string(),
  featureCode: z.string(),
  used: Count.meta({ description: 'Of the quota: without what credits paid beyond it' }),
  quota: Count,
  paid: Count.meta({ description: 'Used beyond it, which credits paid' }),
  percent: z
    .number()
    .meta({ description: 'Of the quota, without what credits paid beyond it; one decimal, rounded down' }),
});

/**
 * All accounts together. Time is when a use was recorded, not when it happened: what a host application sends late
 * shows as the traffic that it is.
 */
export const AdminOverview = z
  .object({
    at: Instant.meta({
      description: 'When the minutes and alerts were read; answers are shared for seconds',
    }),
    accounts: z.object({
      total: Count,
      newLast7Days: Count.meta({ description: 'Made in the last 7 × 24 hours' }),
      withoutPlan: Count,
    }),
    plans: z.object({
      active: Count.meta({ description: 'Plans on offer' }),
      byPlan: z
        .array(z.object({ planId: Id, code: z.string(), name: Translations, accounts: Count }))
        .meta({ description: 'In the catalog’s order: those on offer, and others that accounts still have' }),
    }),
    usesPerMinute: z.object({
      perMinute: z.array(Step).length(60).meta({
        description: 'The last 60 whole minutes, oldest first, gaps 0; the current one is not in it',
      }),
      lastMinute: Count.meta({ description: 'Uses of the 60 seconds before `at`' }),
    }),
    usesByDay: z
      .array(Step)
      .length(30)
      .meta({ description: 'The last 30 days of UTC, oldest first, gaps 0; the last one is today so far' }),
    topAccounts: z
      .array(
        z.object({
          accountId: Id,
          name: z.string(),
          externalId: z.string().nullable(),
          planCode: z.string().nullable(),
          events: Count,
        }),
      )
      .max(5)
      .meta({ description: 'With the most uses in the last 24 hours, most first' }),
    topFeatures: z
      .array(
        z.object({
          featureCode: z.string(),
          name: Translations,
          unit: Unit,
          events: Count,
          used: Count.meta({ description: 'In the feature’s unit' }),
        }),
      )
      .max(5)
      .meta({ description: 'With the most uses in the last 24 hours, most first' }),
    fullestQuotas: z
      .object({
        near: z.array(FullQuota).max(5).meta({ description: '80% or more is used, and something is left' }),
        usedUp: z
          .array(FullQuota)
          .max(5)
          .meta({ description: 'The next use is refused: not those beyond which credits pay' }),
      })
      .meta({ description: 'Each quota of an account by itself, in its present period; the fullest first' }),
    alertsToday: z
      .object({ warning: Count, critical: Count, exhausted: Count, overage_started: Count })
      .meta({
        description:
          'Alerts of the last 24 hours that still hold, by how grave they are now, one of a feature and period of an account',
      }),
    latestAlerts: z
      .array(
        z.object({
          id: Id,
          accountId: Id,
          accountName: z.string(),
          featureCode: z.string(),
          level: AlertLevel.meta({ description: 'How grave it is now, as `levelNow` of alerts by period' }),
          threshold: z.int(),
          used: Count,
          quota: Count,
          createdAt: Instant,
          holds: z.boolean().meta({ description: 'False once something has resolved it' }),
        }),
      )
      .max(10)
      .meta({ description: 'Newest first, one of a feature and period of an account' }),
  })
  .meta({ id: 'AdminOverview' });
export type AdminOverview = z.infer<typeof AdminOverview>;
