import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '../database/database.ts';
import { SqlDatabase, useAuditedDatabase } from '../database/sql-database.ts';
import { start, type PlanCredits } from '../metering/metering.ts';
import { auditCredits } from './credits-audit.ts';

export interface Grant {
  amount?: number;
  source?: 'subscription' | 'purchase' | 'admin' | 'bonus' | 'daily' | 'refund';
  sourceId?: string;
  periodStart?: string;
  priority?: number;
  expiresAt?: string;
}

export interface Use {
  amount?: number;
  action?: string;
  referenceId?: string;
  key?: string;
}

export interface Outcome {
  ordinal: number;
  status: 'recorded' | 'replayed' | 'rejected';
  code: string | null;
  transaction_id: string;
  seq: number | null;
  amount: number | null;
  available: number | null;
  lot_id: string | null;
}

export interface Hold extends Use {
  ttl?: string;
}

export interface Reservation {
  id: string;
  status: 'held' | 'committed' | 'released' | 'expired';
  amount: number;
  committed_amount: number | null;
  transaction_id: string | null;
  expires_at: Date;
  is_replay: boolean;
}

export interface Lot {
  id: string;
  source: string;
  source_id: string;
  amount: number;
  remaining: number;
  held: number;
  used: number;
  expired: number;
  revoked: number;
  taken: number;
  owed: number;
  priority: number;
  expires_at: Date | number;
}

/** A database with the functions of credits, called with the time that a test says it is. */
export class CreditsDatabase extends SqlDatabase {
  static async open(): Promise<CreditsDatabase> {
    return new CreditsDatabase(await createTestDatabase(), [
      'credit_balances',
      'credit_lots',
      'credit_transactions',
      'credit_allocations',
      'credit_reservations',
      'credit_reservation_lots',
      'user_packages',
      'user_package_terms',
      'account_plan_credits',
    ]);
  }

  /** An account, with one lot for each grant. */
  async account(...grants: (Grant | number)[]): Promise<string> {
    const accountId = randomUUID();
    await this.rows(`insert into public.accounts (id, kind, name) values ($1, 'external', 'An account')`, [
      accountId,
    ]);
    for (const grant of grants) {
      await this.grant(accountId, typeof grant === 'number' ? { amount: grant } : grant);
    }
    return accountId;
  }

  /** 100 by an admin, for ever, unless told otherwise. */
  grant(accountId: string, grant: Grant = {}, at = start) {
    return this.one<{ lot_id: string; transaction_id: string; is_replay: boolean; available: number }>(
      `select * from public.grant_credits(
         $1, $2, $3, $4, $5, p_priority => $6, p_expires_at => $7, p_reason => 'goodwill', p_now => $8
       )`,
      [
        accountId,
        grant.amount ?? 100,
        grant.source ?? 'admin',
        grant.sourceId ?? randomUUID(),
        grant.periodStart ?? null,
        grant.priority ?? null,
        grant.expiresAt ?? null,
        at,
      ],
    );
  }

  /** Outcomes in the order of the uses, all of one account. */
  consume(accountId: string, uses: Use[], at = start): Promise<Outcome[]> {
    return this.rows<Outcome>('select * from public.consume_credits($1, $2, $3) order by ordinal', [
      accountId,
      JSON.stringify(uses),
      at,
    ]);
  }

  consumeMany(uses: (Use & { accountId: string })[], at = start): Promise<Outcome[]> {
    return this.rows<Outcome>(
      `select * from public.consume_credits_many(
         $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6
       ) order by ordinal`,
      [
        uses.map((use) => use.accountId),
        uses.map((use) => use.amount ?? null),
        uses.map((use) => use.action ?? null),
        uses.map((use) => use.referenceId ?? null),
        uses.map((use) => use.key ?? null),
        at,
      ],
    );
  }

  /** One use. */
  async use(accountId: string, use: Use | number = 1, at = start): Promise<Outcome> {
    const [outcome] = await this.consume(accountId, [typeof use === 'number' ? { amount: use } : use], at);
    if (!outcome) throw new Error('The use came back without an outcome');
    return outcome;
  }

  /** Ten credits for five minutes, unless told otherwise. */
  reserve(accountId: string, hold: Hold | number = {}, at = start): Promise<Reservation> {
    const asked = typeof hold === 'number' ? { amount: hold } : hold;
    const { action = null, amount = action === null ? 10 : null, ttl = '5 minutes' } = asked;
    return this.one<Reservation>(
      `select (held.reservation).*, held.is_replay
       from public.reserve_credits($1, $2, $3, $4, $5, $6, $7) as held`,
      [accountId, amount, action, asked.referenceId ?? null, ttl, asked.key ?? null, at],
    );
  }

  commit(accountId: string, id: string, amount: number | null = null, at = start): Promise<Reservation> {
    return this.one<Reservation>('select * from public.commit_credits($1, $2, $3, $4)', [
      accountId,
      id,
      amount,
      at,
    ]);
  }

  release(accountId: string, id: string, at = start): Promise<Reservation> {
    return this.one<Reservation>('select * from public.release_credits($1, $2, $3)', [accountId, id, at]);
  }

  giveBack(
    accountId: string,
    transactionId: string,
    { amount, reason, key }: { amount?: number; reason?: string; key?: string } = {},
    at = start,
  ) {
    return this.one<{ transaction_id: string; amount: number; available: number; is_replay: boolean }>(
      'select * from public.return_credits($1, $2, $3, $4, $5, $6)',
      [accountId, transactionId, amount ?? null, reason ?? 'it failed', key ?? null, at],
    );
  }

  revoke(
    accountId: string,
    lotId: string | null,
    { amount, total }: { amount?: number; total?: number } = {},
    at = start,
  ) {
    return this.one<{ revoked: number; owed: number }>(
      `select * from public.revoke_credits($1, $2, $3, $4, 'refunded', '{}', $5)`,
      [accountId, lotId, amount ?? null, total ?? null, at],
    );
  }

  reinstate(accountId: string, lotId: string, amount: number | null = null, at = start) {
    return this.one<{ reinstated: number; waived: number }>(
      `select * from public.reinstate_credits($1, $2, $3, 'dispute won', '{}', $4)`,
      [accountId, lotId, amount, at],
    );
  }

  /** Available, held and debt. */
  async state(accountId: string, at = start): Promise<[number, number, number]> {
    const { available, held, debt } = await this.one<{ available: number; held: number; debt: number }>(
      'select * from public.credit_state($1, $2)',
      [accountId, at],
    );
    return [available, held, debt];
  }

  /** All lots, in burn order. */
  lots(accountId: string): Promise<Lot[]> {
    return this.rows<Lot>(
      `select *, public.taken_by_amount(account_id, id) as taken from public.credit_lots where account_id = $1
       order by priority, expires_at, created_at, id`,
      [accountId],
    );
  }

  /** The newest lot. */
  async newestLot(accountId: string): Promise<Lot> {
    return this.one<Lot>(
      'select * from public.credit_lots where account_id = $1 order by created_at desc, id desc limit 1',
      [accountId],
    );
  }

  /** `type amount` of each line, in their order. */
  async lines(accountId: string): Promise<string[]> {
    const rows = await this.rows<{ line: string }>(
      `select type || ' ' || amount as line from public.credit_transactions where account_id = $1 order by seq`,
      [accountId],
    );
    return rows.map(({ line }) => line);
  }

  /** What each lot gave to a line, or took from it, in the order of its parts. */
  async parts(accountId: string, transactionId: string): Promise<[lotId: string, amount: number][]> {
    const rows = await this.rows<{ lot_id: string; amount: number }>(
      `select part.lot_id, part.amount
       from public.v_credit_allocations as part
       join public.credit_transactions as line using (account_id, seq)
       where account_id = $1 and line.id = $2
       order by ordinal`,
      [accountId, transactionId],
    );
    return rows.map(({ lot_id: lotId, amount }) => [lotId, amount]);
  }

  /** A published version of a plan of its own; `null` includes no credits. */
  async planVersion(credits: PlanCredits | null = {}): Promise<string> {
    const content = {
      name: {},
      description: {},
      highlighted: false,
      prices: [],
      features: [],
      credits: credits && { amount: 100, interval: 'month', ...credits },
    };
    const { id } = await this.one<{ id: string }>(
      `insert into public.plans (id, code, status, current_version)
       values ($1::uuid, 'p' || $1, 'active', 0) returning id`,
      [randomUUID()],
    );
    const version = await this.one<{ id: string }>(
      `select public.publish_plan_version($1, 0, $2, '{}') as id`,
      [id, JSON.stringify(content)],
    );
    return version.id;
  }

  /** The account has this version from now on; its months and years are counted from `start`. */
  async setPlan(
    accountId: string,
    versionId: string,
    at = start,
    { endsAt, nextVersionId }: { endsAt?: string; nextVersionId?: string } = {},
  ): Promise<void> {
    await this.rows('select public.set_plan_credits($1, $2, $3, $4, $5, p_now => $6)', [
      accountId,
      versionId,
      start,
      endsAt ?? null,
      nextVersionId ?? null,
      at,
    ]);
  }

  /** Settles so many of those for whom something is due, as the job does; the accounts that were. */
  async sweep(at: string, limit = 1000): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      'select account_id as id from public.expire_credits($1, null, null, $2) where is_settled',
      [limit, at],
    );
    return rows.map(({ id }) => id);
  }

  async price(action: string, amount: number): Promise<void> {
    await this.rows(
      `insert into public.credit_prices (action, name, amount) values ($1, '{}', $2)
       on conflict (action) do update set amount = excluded.amount`,
      [action, amount],
    );
  }
}

/** See `useAuditedDatabase`; the audit is that of credits-audit.ts. */
export function useCreditsDatabase(): () => CreditsDatabase {
  return useAuditedDatabase(() => CreditsDatabase.open(), auditCredits);
}
