import type pg from 'pg';

/** Lets the time of an account's overrides be over, for Postgres, as if it had passed. */
export async function letOverridesEnd(pool: Pick<pg.Pool, 'query'>, accountId: string): Promise<void> {
  await pool.query(
    `with moved as (
       update public.account_entitlements set override_expires_at = now() - interval '1 second'
       where account_id = $1 and override_quota is not null
       returning account_id, feature_code, override_expires_at
     )
     update public.user_usage as counter set quota_valid_until = moved.override_expires_at
     from moved
     where counter.account_id = moved.account_id and counter.feature_code = moved.feature_code
       and counter.quota_valid_until < 'infinity'`,
    [accountId],
  );
}
