import { sql } from 'kysely';
import type pg from 'pg';
import { plainArray } from '../../db/arrays.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { isoInstant } from '../../lib/instants.ts';
import type { Balance, CreditsUpdated, Lot, Standing } from './contract.ts';

/** An instant in JSON that Postgres wrote; `infinity` has no end. */
type JsonInstant = string;

interface BalanceRow {
  account_id: string;
  available: number;
  held: number;
  debt: number;
  lots: (Omit<Lot, 'expiresAt' | 'createdAt'> & { expiresAt: JsonInstant; createdAt: JsonInstant })[] | null;
  lots_total: number;
  expiring_soon: { amount: number; expiresAt: JsonInstant }[] | null;
  /** All of them, or none. */
  allowance: number | null;
  allowance_left: number | null;
  resets_at: Date | null;
}

/**
 * Where each of these accounts stands now, in their order, as settling would leave it; null where there is no such
 * account. All of one snapshot, so that each one's numbers add up. However often an account is named, it is read once.
 */
export async function readBalances(
  pool: pg.Pool,
  accountIds: readonly string[],
): Promise<(Balance | null)[]> {
  const { rows } = await pool.query<BalanceRow>(
    `select account.id as account_id, state.available, state.held, state.debt, list.*, daily.allowance,
      daily.remaining as allowance_left, daily.resets_at
    from unnest($1::uuid[]) as account(id)
    cross join lateral public.credit_state(account.id, statement_timestamp()) as state
    cross join lateral public.daily_allowance(account.id, statement_timestamp()) as daily
    cross join lateral (
      with lot as materialized (
        select * from public.credit_lots_at(account.id, statement_timestamp())
      )
      select
        (
          select json_agg(
            json_build_object(
              -- An allowance that is due, and that nobody has touched yet, goes by the id of its package.
              'id', coalesce(id::text, source_id), 'source', source, 'amount', amount, 'remaining', remaining,
              'held', held, 'owed', owed, 'priority', priority, 'expiresAt', expires_at, 'createdAt', created_at
            )
          )
          from (select * from lot order by priority, expires_at, created_at, id limit 1000) as first
        ) as lots,
        (select count(*) from lot) as lots_total,
        (
          select json_agg(json_build_object('amount', amount, 'expiresAt', expires_at) order by expires_at)
          from (
            select expires_at, sum(remaining - held)::bigint as amount
            from lot
            where remaining > held and expires_at <= statement_timestamp() + interval '7 days'
            group by expires_at
            order by expires_at
            limit 100
          ) as soon
        ) as expiring_soon
    ) as list
    where state.version is not null`,
    [plainArray([...new Set(accountIds)])],
  );
  const balances = new Map(rows.map((row) => [row.account_id, toBalance(row)]));
  return accountIds.map((accountId) => balances.get(accountId) ?? null);
}

function toBalance(row: BalanceRow): Balance {
  return {
    balance: row.available,
    held: row.held,
    debt: row.debt,
    expiringSoon: (row.expiring_soon ?? []).map(({ amount, expiresAt }) => ({
      amount,
      expiresAt: new Date(expiresAt).toISOString(),
    })),
    daily: toDaily(row),
    lots: (row.lots ?? []).map((lot) => ({
      ...lot,
      expiresAt: isoInstant(lot.expiresAt),
      createdAt: new Date(lot.createdAt).toISOString(),
    })),
    lotsTotal: row.lots_total,
  };
}

function toDaily({
  allowance,
  allowance_left: remaining,
  resets_at: resetsAt,
}: BalanceRow): Balance['daily'] {
  if (allowance === null || remaining === null || resetsAt === null) return null;
  return { allowance, remaining, resetsAt: resetsAt.toISOString() };
}

/** The three numbers of an account as they are now; within a transaction, right after what it has done. */
export async function readStanding(db: Database | Tx, accountId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select available as balance, held, debt from public.credit_state(p_account_id => ${accountId})`.execute(
    db,
  );
  const [standing] = rows;
  if (!standing) throw new Error('An account came back without its credits');
  return standing;
}

/** The three numbers of each of these accounts, by its id. */
export async function readStandings(
  db: Database,
  accountIds: readonly string[],
): Promise<Map<string, Standing>> {
  const { rows } = await sql<{ id: string; standing: Standing }>`
    select account.id,
      json_build_object('balance', state.available, 'held', state.held, 'debt', state.debt) as standing
    from unnest(${accountIds}::uuid[]) as account(id)
    cross join lateral public.credit_state(p_account_id => account.id) as state
    where state.version is not null`.execute(db);
  return new Map(rows.map(({ id, standing }) => [id, standing]));
}

/** What browsers are told of these accounts. */
export async function readUpdates(db: Database, accountIds: readonly string[]): Promise<CreditsUpdated[]> {
  const { rows } = await sql<CreditsUpdated>`
    select account.id as "accountId", state.available as balance, state.held, state.debt, state.version,
      (
        -- To the API, a debt is credits that were taken back and are owed.
        select json_build_object('id', id, 'type', case type when 'debt' then 'revoke' else type end)
        from public.credit_transactions
        where account_id = account.id
        order by seq desc
        limit 1
      ) as "lastTransaction"
    from unnest(${accountIds}::uuid[]) as account(id)
    cross join lateral public.credit_state(p_account_id => account.id) as state
    where state.version is not null`.execute(db);
  return rows;
}

/** See expire_credits.sql. Returns the accounts that were settled. */
export async function expireCredits(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from public.expire_credits(p_limit => ${limit}) as id`.execute(tx);
  return rows.map(({ id }) => id);
}
