import { z } from 'zod';
import { FeatureCode, OverageRate } from '../../catalog/contract.ts';
import { AccountRef, Count } from '../../http/contract.ts';
import { Quota } from '../states/contract.ts';

/** Use beyond quotas that credits pay, where the plan allows it and the account's owner agrees. */

export const ElasticQuota = z
  .object({
    featureCode: z.string(),
    rate: OverageRate.nullable().meta({
      description: 'Credits for so many units, rounded up for each use; null where the plan lets none pay',
    }),
    enabled: z.boolean().meta({ description: 'The owner agrees; without a word of theirs, no' }),
    capPerPeriod: Count.nullable().meta({ description: 'The most credits in one period; null is no limit' }),
    quota: Quota.meta({ description: '`overage` says what credits have paid in this period' }),
  })
  .meta({ id: 'ElasticQuota' });
export type ElasticQuota = z.infer<typeof ElasticQuota>;

export const ElasticParams = z.strictObject({ featureCode: FeatureCode });

export const ElasticConsentBody = z.strictObject({
  accountId: AccountRef.optional(),
  enabled: z.boolean(),
  capPerPeriod: Count.nullish().meta({ description: 'Credits a period; left out: no limit' }),
});
export type ElasticConsentBody = z.infer<typeof ElasticConsentBody>;
