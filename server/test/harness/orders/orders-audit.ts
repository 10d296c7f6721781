import pg from 'pg';

/** Every breach of the rules of orders, as readable lines, of one account or of all. */
export async function auditOrders(
  database: pg.Pool | string,
  accountId: string | null = null,
): Promise<string[]> {
  const pool = typeof database === 'string' ? new pg.Pool({ connectionString: database, max: 1 }) : database;
  try {
    const { rows } = await pool.query<object>('select * from public.audit_orders($1, $1)', [accountId]);
    return rows.map((row) => JSON.stringify(row));
  } finally {
    if (typeof database === 'string') await pool.end();
  }
}
