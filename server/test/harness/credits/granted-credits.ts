import { randomUUID } from 'node:crypto';
import type pg from 'pg';

interface Granted {
  source?: 'subscription' | 'purchase' | 'admin' | 'bonus' | 'daily' | 'refund';
  priority?: number;
  expiresAt?: Date;
}

/** Gives an account a lot; its id. */
export async function grantCredits(
  pool: pg.Pool,
  accountId: string,
  amount: number,
  { source = 'admin', priority, expiresAt }: Granted = {},
): Promise<string> {
  const { rows } = await pool.query<{ lot_id: string }>(
    `select lot_id from public.grant_credits(
       p_account_id => $1, p_amount => $2, p_source => $3, p_source_id => $4, p_priority => $5, p_expires_at => $6
     )`,
    [accountId, amount, source, randomUUID(), priority ?? null, expiresAt ?? null],
  );
  return rows[0]!.lot_id;
}

/** Sets what actions cost, and leaves those of others as they are. */
export async function priceActions(owner: pg.Pool, prices: Record<string, number>): Promise<void> {
  for (const [action, amount] of Object.entries(prices)) {
    await owner.query(
      `insert into public.credit_prices (action, name, amount) values ($1, $2, $3)
       on conflict (action) do update set amount = excluded.amount`,
      [action, JSON.stringify({ en: action, 'zh-CN': action }), amount],
    );
  }
}
