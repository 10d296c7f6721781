import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { creditsPay } from '../elastic/paying.ts';
import { present } from './list-queries.ts';

/** A quota of an open account, and how much of it is used. */
export interface FullQuota {
  accountId: string;
  accountName: string;
  featureCode: string;
  used: number;
  quota: number;
  paid: number;
  percent: number;
}

/**
 * The fullest quotas of all accounts, each by itself: `near` those of which 80% is used, and something left; `usedUp`
 * those whose next use is refused. At most so many of each, the fullest first.
 */
export async function selectFullestQuotas(
  db: Database,
  limit: number,
): Promise<{ near: FullQuota[]; usedUp: FullQuota[] }> {
  const { rows } = await sql<FullQuota & { isOut: boolean }>`
    with told as (
      select used.account_id, account.name, used.feature_code, used.used, used.quota, used.paid,
        used.permille,
        used.permille >= 1000 as is_out,
        row_number() over (
          partition by used.permille >= 1000 order by used.permille desc, account.name, account.id, used.feature_code
        ) as place
      from ${present} as used
      join public.accounts as account on account.id = used.account_id
      where used.permille >= 800 and account.closed_at is null and not (used.permille >= 1000 and ${creditsPay('used')})
    )
    select account_id as "accountId", name as "accountName", feature_code as "featureCode", used, quota, paid,
      round(permille / 10.0, 1)::double precision as percent, is_out as "isOut"
    from told
    where place <= ${limit}
    order by place`.execute(db);
  const quotasOf = (wanted: boolean) =>
    rows.filter(({ isOut }) => isOut === wanted).map(({ isOut: _, ...quota }) => quota);
  return { near: quotasOf(false), usedUp: quotasOf(true) };
}
