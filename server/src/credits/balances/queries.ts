import { sql } from 'kysely';
import type pg from 'pg';
import { plainArray } from '../../db/arrays.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { RenderedData } from '../../http/rendered-data.ts';
import { isoInstant } from '../../lib/instants.ts';
import type { Balance, CreditsUpdated, Lot, Standing } from './contract.ts';
import { shownType } from './shown-type.ts';

/** An instant in JSON that Postgres wrote; `infinity` has no end. */
type JsonInstant = string;

/** Where an account stood, and how to tell whether it still does (`areCurrent`). */
export interface KnownBalance {
  accountId: string;
  /** Of the row that all writers of credits move. */
  version: number;
  /** When time alone shows something else, beside what the row's `due_at` tells; as Postgres writes it. */
  showsUntil: string;
  balance: RenderedData<Balance>;
}

interface BalanceRow {
  account_id: string;
  version: number;
  shows_until: string;
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
 * account. All of one snapshot, so that each one's numbers add up, and are those of its version. However often an
 * account is named, it is read once.
 */
export async function readBalances(
  pool: pg.Pool,
  accountIds: readonly string[],
): Promise<(KnownBalance | null)[]> {
  const { rows } = await pool.query<BalanceRow>(
    `select account.id as account_id, state.available, state.held, state.debt, state.version, list.lots,
      list.lots_total, list.expiring_soon, daily.allowance, daily.remaining as allowance_left, daily.resets_at,
      -- An allowance that is used up is shown until the end of its day, though nothing is due then.
      coalesce(least(list.next_expiring_soon, daily.resets_at), 'infinity')::text as shows_until
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
            where remaining > held and expires_at <= statement_timestamp() + interval '168 hours'
            group by expires_at
            order by expires_at
            limit 100
          ) as soon
        ) as expiring_soon,
        (
          -- Hours, as a day is not always 24 of them: so that this is the very instant at which the line above turns.
          select min(expires_at) - interval '168 hours'
          from lot
          where remaining > held and expires_at > statement_timestamp() + interval '168 hours'
        ) as next_expiring_soon
    ) as list
    where state.version is not null`,
    [plainArray([...new Set(accountIds)])],
  );
  const balances = new Map(rows.map((row) => [row.account_id, toKnown(row)]));
  return accountIds.map((accountId) => balances.get(accountId) ?? null);
}

/**
 * Whether reading each of these anew would find the same. Two things change what is shown: a write, which moves the
 * version, and time, which does so at `due_at` and `showsUntil`. False where the account is gone, and from `due_at`
 * on until somebody settles the account.
 */
export async function areCurrent(pool: pg.Pool, known: readonly KnownBalance[]): Promise<boolean[]> {
  const { rows } = await pool.query<{ current: number[] | null }>(
    `select json_agg(known.ordinal) as current
    from unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
      with ordinality as known(account_id, version, shows_until, ordinal)
    join public.credit_balances as balance on balance.account_id = known.account_id
    where balance.version = known.version
      and statement_timestamp() < balance.due_at
      and statement_timestamp() < known.shows_until`,
    [
      plainArray(known.map(({ accountId }) => accountId)),
      plainArray(known.map(({ version }) => version)),
      plainArray(known.map(({ showsUntil }) => showsUntil)),
    ],
  );
  const current = new Set(rows[0]?.current);
  return known.map((_, index) => current.has(index + 1));
}

function toKnown(row: BalanceRow): KnownBalance {
  return {
    accountId: row.account_id,
    version: row.version,
    showsUntil: row.shows_until,
    balance: new RenderedData(toBalance(row)),
  };
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
        select json_build_object('id', id, 'type', ${shownType})
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
