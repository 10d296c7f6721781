import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { QuotaExplanation } from './contract.ts';
import { toState, type StateRow } from './queries.ts';
import type { QuotaState } from './quota-state.ts';

/** A row of explain_quota, its `state` spread out. */
export interface ExplanationRow extends StateRow {
  plan_id: string | null;
  plan_code: string;
  plan_name: Record<string, string>;
  plan_version: number;
  plan_quota: number | null;
  override_quota: number | null;
  override_expires_at: Date | null;
  override_reason: string | null;
  carried: number;
  use_amount: number;
  use_records: number;
  void_amount: number;
  void_records: number;
  reset_amount: number;
  reset_records: number;
  held_amount: number;
  held_reservations: number;
  late_amount: number;
  late_records: number;
}

export interface ExplainedState extends Pick<QuotaExplanation, 'plan' | 'reserved' | 'late'> {
  state: QuotaState;
  override: Omit<NonNullable<QuotaExplanation['override']>, 'difference'> | null;
  parts: QuotaExplanation['used']['parts'];
}

/** See explain_quota.sql; undefined where nothing grants the feature. */
export async function explainState(
  db: Database,
  accountId: string,
  featureCode: string,
): Promise<ExplainedState | undefined> {
  const { rows } = await sql<ExplanationRow>`
    select (explained.state).*, explained.*
    from public.explain_quota(p_account_id => ${accountId}, p_feature_code => ${featureCode}) as explained`.execute(
    db,
  );
  return rows[0] && toExplained(rows[0]);
}

function toExplained(row: ExplanationRow): ExplainedState {
  const state = toState(row);
  return {
    state,
    plan:
      row.plan_id === null
        ? null
        : {
            id: row.plan_id,
            code: row.plan_code,
            name: row.plan_name,
            version: row.plan_version,
            quota: row.plan_quota ?? 0,
          },
    override:
      row.override_quota === null
        ? null
        : {
            quota: row.override_quota,
            expiresAt: row.override_expires_at?.toISOString() ?? null,
            reason: row.override_reason,
          },
    parts: [
      { kind: 'use', amount: row.use_amount, records: row.use_records },
      { kind: 'void', amount: row.void_amount, records: row.void_records },
      { kind: 'reset', amount: row.reset_amount, records: row.reset_records },
      // Its records are those of an earlier counter, which keeps them.
      ...(row.carried === 0 ? [] : [{ kind: 'carried' as const, amount: row.carried, records: 0 }]),
    ],
    reserved: { amount: row.held_amount, reservations: row.held_reservations },
    late: { amount: row.late_amount, records: row.late_records },
  };
}
