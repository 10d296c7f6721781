import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';

/** Who judges whether credits pay beyond a quota is `judge_overage`; here it is asked without anything being used. */

/**
 * That credits pay for the next unit of `counter`, a name that the statement gives rows with `account_id`,
 * `feature_code` and `overage_credits`, as `judge_overage` would find for each of many; nothing is refused then.
 */
export function creditsPay(counter: string): RawBuilder<boolean> {
  const row = sql.ref(counter);
  return sql<boolean>`exists (
    select
    from public.elastic_consents as consent
    join public.account_entitlements as terms
      on terms.account_id = consent.account_id and terms.feature_code = consent.feature_code
    join public.credit_balances as balance on balance.account_id = consent.account_id
    cross join lateral (select ceil(terms.overage_credits::numeric / terms.overage_units) as credits) as unit
    where consent.account_id = ${row}.account_id and consent.feature_code = ${row}.feature_code and consent.is_enabled
      and terms.overage = 'credits'
      and unit.credits <= balance.balance - balance.held
      and (consent.cap_per_period is null or ${row}.overage_credits + unit.credits <= consent.cap_per_period)
  )`;
}

/** The features of an account beyond whose quotas credits would pay for the next unit, by code. */
export async function selectPaidFeatures(db: Database | Tx, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ featureCode: string }>`
    select state.feature_code as "featureCode"
    from public.elastic_consents as consent
    cross join lateral public.quota_state(${accountId}, consent.feature_code) as state
    cross join lateral public.judge_state_overage(
      ${accountId}, state,
      greatest(state.quota + state.overage - state.used - state.reserved, 0) + 1, clock_timestamp()
    ) as judged
    where consent.account_id = ${accountId} and consent.is_enabled and state.quota >= 0 and judged.code is null
    order by state.feature_code`.execute(db);
  return rows.map(({ featureCode }) => featureCode);
}
