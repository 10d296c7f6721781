import { auditCredits } from '../credits/credits-audit.ts';
import { createTestDatabase } from '../database/database.ts';
import { useAuditedDatabase } from '../database/sql-database.ts';
import { MeteringDatabase, start, type Offers } from './metering.ts';
import { auditUsage } from './usage-audit.ts';

export interface Hold {
  id: string;
  status: 'held' | 'committed' | 'released' | 'expired';
  amount: number;
  overage: number;
  overage_credits: number;
  record_id: string | null;
}

/** Ten a month, then three credits for every two, unless told otherwise. */
export const elastic = { quota: 10, overage: 'credits', overageRate: { credits: 3, per: 2 } } as const;

/** A database in which credits may pay for use beyond quotas. */
export class ElasticDatabase extends MeteringDatabase {
  static override async open(): Promise<ElasticDatabase> {
    const database = new ElasticDatabase(await createTestDatabase(), [
      ...MeteringDatabase.kept,
      'credit_balances',
      'credit_lots',
      'credit_transactions',
    ]);
    await database.openMonths();
    return database;
  }

  /** An account with credits, on an elastic plan, whose owner has agreed; with a limit or without. */
  async elasticAccount(
    credits: number,
    { on = { calls: elastic }, cap, at = start }: { on?: Offers; cap?: number; at?: string } = {},
  ): Promise<string> {
    const accountId = await this.account(on, { at });
    if (credits > 0) await this.grant(accountId, credits);
    await this.consent(accountId, true, { cap, at });
    return accountId;
  }

  /** By an admin, for ever unless told otherwise; the lot. */
  async grant(
    accountId: string,
    amount: number,
    expiresAt: string | null = null,
    at = start,
  ): Promise<string> {
    const { lot } = await this.one<{ lot: string }>(
      `select lot_id as lot from public.grant_credits(
         $1, $2, 'admin', gen_random_uuid()::text, p_expires_at => $3, p_now => $4
       )`,
      [accountId, amount, expiresAt, at],
    );
    return lot;
  }

  async consent(
    accountId: string,
    isEnabled: boolean,
    { cap, at = start }: { cap?: number | undefined; at?: string } = {},
  ): Promise<void> {
    await this.rows(`select public.set_elastic_consent($1, 'calls', $2, $3, '{}', $4)`, [
      accountId,
      isEnabled,
      cap ?? null,
      at,
    ]);
  }

  /** Available and held. */
  async credits(accountId: string, at = start): Promise<[number, number]> {
    const { available, held } = await this.one<{ available: number; held: number }>(
      'select available, held from public.credit_state($1, $2)',
      [accountId, at],
    );
    return [available, held];
  }

  /** `type amount` of each line after the grants, in their order. */
  async lines(accountId: string): Promise<string[]> {
    const rows = await this.rows<{ line: string }>(
      `select type || ' ' || amount as line from public.credit_transactions
       where account_id = $1 and type <> 'grant' order by seq`,
      [accountId],
    );
    return rows.map(({ line }) => line);
  }

  /** Would a use of so many be accepted, and if not, why. */
  async check(accountId: string, amount: number, at = start): Promise<string | null> {
    const { reason } = await this.one<{ reason: string | null }>(
      `select reason from public.check_user_quota($1, 'calls', $2, $3)`,
      [accountId, amount, at],
    );
    return reason;
  }

  /** For five minutes, unless told otherwise. */
  hold(accountId: string, amount: number, at = start, ttl = '5 minutes'): Promise<Hold> {
    return this.one<Hold>(
      `select (held.reservation).* from public.reserve_feature_usage($1, 'calls', $2, $3, null, $4) as held`,
      [accountId, amount, ttl, at],
    );
  }

  commit(accountId: string, id: string, amount: number | null = null, at = start): Promise<Hold> {
    return this.one<Hold>('select * from public.commit_reservation($1, $2, $3, $4)', [
      accountId,
      id,
      amount,
      at,
    ]);
  }

  release(accountId: string, id: string, at = start): Promise<Hold> {
    return this.one<Hold>('select * from public.release_reservation($1, $2, $3)', [accountId, id, at]);
  }

  async void(accountId: string, recordId: string | null, at = start): Promise<void> {
    await this.rows(`select public.void_usage_record($1, $2, 'a mistake', $3)`, [accountId, recordId, at]);
  }

  async reset(accountId: string, at = start): Promise<void> {
    await this.rows(`select public.reset_usage($1, null, 'goodwill', $2)`, [accountId, at]);
  }

  /** Quota, used, reserved, units and credits paid, of the counter that a use would be charged to now. */
  async standing(accountId: string, at = start): Promise<[number, number, number, number, number]> {
    const state = await this.one<
      Record<'quota' | 'used' | 'reserved' | 'overage' | 'overage_credits', number>
    >(`select (state).* from public.quota_states(array[$1]::uuid[], '{calls}', $2)`, [accountId, at]);
    return [state.quota, state.used, state.reserved, state.overage, state.overage_credits];
  }
}

/** See `useAuditedDatabase`; both books must balance. */
export function useElasticDatabase(): () => ElasticDatabase {
  return useAuditedDatabase(
    () => ElasticDatabase.open(),
    async (connectionString) => [
      ...(await auditUsage(connectionString)),
      ...(await auditCredits(connectionString)),
    ],
  );
}
