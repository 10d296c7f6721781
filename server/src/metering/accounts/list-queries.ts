import { sql, type RawBuilder } from 'kysely';
import { byNumber } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { Account } from '../../identity/contract.ts';
import { accountsFoundBy } from '../../identity/service.ts';
import { creditsPay } from '../elastic/paying.ts';
import { usedOfQuota } from '../states/used-of-quota.ts';
import type { AccountListItem, AccountsQuery } from './contract.ts';

type ListRow = Omit<Account, 'createdAt' | 'closedAt'> & {
  createdAt: Date;
  closedAt: Date | null;
  planCode: string | null;
  highest: AccountListItem['highest'];
  lastUseAt: Date | null;
  total: number;
};

/**
 * What quotas have paid of the use in their present periods, and credits beyond them; the former as tenths of a
 * percent, too, rounded down as everywhere. Of a quota of none all counts.
 */
export const present = sql`(
  select counter.account_id, counter.feature_code, counter.quota, counter.overage_credits,
    case when counter.quota = 0 then counter.used else ${usedOfQuota('counter')} end as used,
    case when counter.quota = 0 then 0 else counter.used - ${usedOfQuota('counter')} end as paid,
    -- Counters end at 2^53, so this does not overflow.
    case when counter.quota = 0 then 1000 else ${usedOfQuota('counter')} * 1000 / counter.quota end as permille
  from public.user_usage as counter
  where counter.period_end > now() and counter.period_start <= now() and counter.counts_until > now()
    and counter.is_granted and counter.used > 0 and counter.quota >= 0
)`;

/** The instant of an account's last use. Only uses have amounts; so the index alone answers it. */
const lastUse = sql`(
  select record.occurred_at
  from public.usage_records as record
  where record.account_id = account.id and record.amount > 0
  order by record.occurred_at desc
  limit 1
)`;

/** `accounts as account` are on the plan. */
function hasPlan(planCode: string): RawBuilder<boolean> {
  return sql`exists (
    select from public.account_plans as has
    join public.plans as plan on plan.id = has.plan_id
    where has.account_id = account.id and plan.code = ${planCode}
  )`;
}

function toItem({ total: _, createdAt, closedAt, lastUseAt, ...row }: ListRow): AccountListItem {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    lastUseAt: lastUseAt?.toISOString() ?? null,
  };
}

/** Which accounts a list is about, however they are sorted. */
type ListedAccounts = Pick<AccountsQuery, 'q' | 'planCode' | 'level'> & Partial<Pick<AccountsQuery, 'state'>>;

/** Joins what `accounts as account` have used most of, as `rank`, where the list is by that. */
function rankOf({ level }: ListedAccounts, sort?: AccountsQuery['sort']): RawBuilder<unknown> {
  if (level === undefined && sort !== 'highest') return sql``;
  return sql`
    left join (select account_id, max(permille) as permille from ${present} as used group by account_id) as rank
      on rank.account_id = account.id`;
}

/** Whether `accounts as account`, with their `rank`, are among them. */
function isListed({ q, planCode, level, state }: ListedAccounts): RawBuilder<boolean> {
  return sql`${accountsFoundBy(q ?? '')}
    and account.closed_at is ${state === 'closed' ? sql`not null` : sql`null`}
    and ${planCode === undefined ? sql`true` : hasPlan(planCode)}
    and ${level === undefined ? sql`true` : sql`rank.permille >= ${Number(level) * 10}`}`;
}

/** The newest of the accounts that a list is about, at most so many, and how many there are. */
export async function selectListedIds(
  db: Database,
  filter: ListedAccounts,
  most: number,
): Promise<{ ids: string[]; total: number }> {
  const { rows } = await sql<{ id: string; total: number }>`
    select account.id, count(*) over () as total
    from public.accounts as account
    ${rankOf(filter)}
    where ${isListed(filter)}
    order by account.created_at desc, account.id
    limit ${most}`.execute(db);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

/** What each sort goes by, and which way; ids last, so that pages neither repeat nor lose anybody. */
const sorts: Record<AccountsQuery['sort'], { key: RawBuilder<unknown>; direction: RawBuilder<unknown> }> = {
  created: { key: sql`account.created_at`, direction: sql`desc` },
  name: { key: byNumber('account.name'), direction: sql`asc` },
  highest: { key: sql`rank.permille`, direction: sql`desc nulls last` },
};

/**
 * A page of accounts with what each has used most of, and when it last used anything. Only where the list is by what
 * is used are the present counters of all accounts read; else those of the page alone.
 */
export async function selectAccountList(
  db: Database,
  { sort, limit, offset, ...filter }: AccountsQuery,
): Promise<{ accounts: AccountListItem[]; total: number }> {
  const { key, direction } = sorts[sort];
  const page = (part: { limit: number; offset: number }) => sql<ListRow>`
    with found as materialized (
      select account.id, ${key} as key, count(*) over () as total
      from public.accounts as account
      ${rankOf(filter, sort)}
      where ${isListed(filter)}
      order by key ${direction}, account.id
      limit ${part.limit} offset ${part.offset}
    )
    select account.id, external.external_id as "externalId", account.kind, account.name, account.email,
      account.time_zone as "timeZone", account.created_at as "createdAt",
      account.closed_at as "closedAt", plan.code as "planCode",
      (
        select jsonb_build_object(
          'featureCode', used.feature_code, 'used', used.used, 'quota', used.quota, 'percent', round(used.permille / 10.0, 1),
          'creditsPay', used.permille >= 1000 and ${creditsPay('used')}
        )
        from ${present} as used
        where used.account_id = account.id
        order by used.permille desc, used.feature_code
        limit 1
      ) as highest,
      ${lastUse} as "lastUseAt",
      found.total
    from found
    join public.accounts as account on account.id = found.id
    left join public.account_external_ids as external on external.account_id = account.id
    left join public.account_plans as has on has.account_id = account.id
    left join public.plans as plan on plan.id = has.plan_id
    order by found.key ${direction}, found.id`;
  const { rows } = await page({ limit, offset }).execute(db);
  // Past the last page there is no row to tell the number; the first one does.
  const told = rows[0] ?? (await page({ limit: 1, offset: 0 }).execute(db)).rows[0];
  return { accounts: rows.map(toItem), total: told?.total ?? 0 };
}
