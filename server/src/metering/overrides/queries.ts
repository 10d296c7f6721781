import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Override } from '../entitlements/contract.ts';

/** See set_quota_override.sql; a null quota lifts it. False when there was nothing to lift. */
export async function setQuotaOverride(
  tx: Tx,
  override: {
    accountId: string;
    featureCode: string;
    quota: number | null;
    expiresAt: string | undefined;
    reason: string | undefined;
  },
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select public.set_quota_override(
      p_account_id => ${override.accountId}, p_feature_code => ${override.featureCode},
      p_quota => ${override.quota}, p_expires_at => ${override.expiresAt ?? null},
      p_reason => ${override.reason ?? null}
    ) as done`.execute(tx);
  return rows[0]?.done ?? false;
}

/** See end_due_overrides.sql. Returns the accounts. */
export async function endDueOverrides(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ account_ids: string[] }>`
    select public.end_due_overrides(p_limit => ${limit}) as account_ids`.execute(tx);
  return rows[0]?.account_ids ?? [];
}

/** Overrides that hold now. */
export async function selectOverrides(db: Database | Tx, accountId: string): Promise<Override[]> {
  const { rows } = await sql<{
    feature_code: string;
    override_quota: number;
    override_expires_at: Date | null;
    override_reason: string | null;
  }>`
    select feature_code, override_quota, override_expires_at, override_reason
    from public.account_entitlements
    where account_id = ${accountId}
      and override_quota is not null
      and public.override_holds(override_expires_at, clock_timestamp())
    order by feature_code collate public.by_number`.execute(db);
  return rows.map((row) => ({
    featureCode: row.feature_code,
    quota: row.override_quota,
    expiresAt: row.override_expires_at?.toISOString() ?? null,
    reason: row.override_reason,
  }));
}
