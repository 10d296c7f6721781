import pg from 'pg';

/** Settling at that instant, in a transaction that is rolled back, must leave what credit_state said before. */
const settled = `
  select balance.account_id, state, settled
  from public.credit_balances as balance
  cross join lateral public.credit_state(balance.account_id, coalesce($1::timestamptz, balance.due_at)) as state
  cross join lateral public.settle_credits(balance.account_id, coalesce($1::timestamptz, balance.due_at)) as settled
  where ($2::uuid is null or balance.account_id = $2)
    and coalesce($1::timestamptz, balance.due_at) < 'infinity'
    and (state.available, state.held, state.debt, state.valid_until)
      is distinct from (settled.balance - settled.held, settled.held, settled.debt, settled.due_at)`;

/** What is left of the rules once all has ended. */
const farFuture = '2190-01-01T00:00:00Z';

/**
 * Every breach of the rules of the ledger, as readable lines, of one account or of all: those of audit_credits, now and
 * once all that is due by itself has happened, and that reading tells what writing finds.
 */
export async function auditCredits(
  database: pg.Pool | string,
  accountId: string | null = null,
): Promise<string[]> {
  const pool = typeof database === 'string' ? new pg.Pool({ connectionString: database, max: 1 }) : database;
  const client = await pool.connect();
  try {
    const faults: string[] = [];
    const check = async (statement: string, values: unknown[]) => {
      const { rows } = await client.query<object>(statement, values);
      faults.push(...rows.map((row) => JSON.stringify(row)));
    };
    const audit = () => check('select * from public.audit_credits($1, $1)', [accountId]);
    await client.query('begin isolation level repeatable read');
    await audit();
    for (const at of [null, farFuture]) await check(settled, [at, accountId]);
    await audit();
    return faults;
  } finally {
    await client.query('rollback');
    client.release();
    if (typeof database === 'string') await pool.end();
  }
}
