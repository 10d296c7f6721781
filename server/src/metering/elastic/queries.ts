import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import type { ElasticQuota } from './contract.ts';

/** The price by the plan, and the owner's word. */
export type ElasticTerms = Omit<ElasticQuota, 'quota'>;

/**
 * Of the features of an account that credits may pay for, by code, and of those where its owner still says that they
 * may; of one, whether they may or not.
 */
export async function selectElasticTerms(
  db: Database | Tx,
  accountId: string,
  featureCode?: string,
): Promise<ElasticTerms[]> {
  const { rows } = await sql<{
    feature_code: string;
    credits: number | null;
    per: number | null;
    is_enabled: boolean | null;
    cap_per_period: number | null;
  }>`
    select entitlement.feature_code, entitlement.overage_credits as credits, entitlement.overage_units as per,
      consent.is_enabled, consent.cap_per_period
    from public.account_entitlements as entitlement
    left join public.elastic_consents as consent
      on consent.account_id = entitlement.account_id and consent.feature_code = entitlement.feature_code
    where entitlement.account_id = ${accountId}
      and case
        when ${featureCode ?? null}::text is null then entitlement.overage = 'credits' or coalesce(consent.is_enabled, false)
        else entitlement.feature_code = ${featureCode ?? null}
      end
    order by entitlement.feature_code collate public.by_number`.execute(db);
  return rows.map(({ credits, per, ...row }) => ({
    featureCode: row.feature_code,
    rate: credits === null || per === null ? null : { credits, per },
    enabled: row.is_enabled ?? false,
    capPerPeriod: row.cap_per_period,
  }));
}

/** Whether credits have ever paid for the account's use, so that taking use back may move them. */
export async function hasPayments(tx: Tx, accountId: string): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from public.usage_payments where account_id = ${accountId}) as has`.execute(tx);
  return rows[0]?.has ?? false;
}

/** See set_elastic_consent.sql. */
export async function setElasticConsent(
  tx: Tx,
  consent: {
    accountId: string;
    featureCode: string;
    enabled: boolean;
    capPerPeriod: number | null;
    actor: Actor;
  },
): Promise<void> {
  await sql`
    select public.set_elastic_consent(
      p_account_id => ${consent.accountId}, p_feature_code => ${consent.featureCode},
      p_is_enabled => ${consent.enabled}, p_cap_per_period => ${consent.capPerPeriod},
      p_actor => ${JSON.stringify(consent.actor)}::jsonb
    )`.execute(tx);
}
