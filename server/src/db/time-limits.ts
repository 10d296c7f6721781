import pg from 'pg';

/** What a session of the server's may take, in milliseconds; whoever waits longer gets 503. */
export const timeLimits = {
  statement_timeout: 15_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
};

export type TimeLimits = Partial<typeof timeLimits>;

/** Any number will do as long as no other program locks by it. */
const settlingLock = 7_261_003;

/**
 * The limits to give along when connecting, and sees to it that those hold which can't be. A pooler that shares
 * connections refuses them, or drops them in silence, and what a session sets for itself there hits whoever comes
 * next. They become the role's own defaults for this database then, from the next connection on that the pooler opens.
 */
export async function settleTimeLimits(connectionString: string): Promise<TimeLimits> {
  if (await areKept(connectionString)) return timeLimits;
  const client = new pg.Client({ connectionString, application_name: 'meterstone-boot' });
  await client.connect();
  try {
    await client.query('begin');
    // Of nodes that start together, all but one would fail.
    await client.query('select pg_advisory_xact_lock($1)', [settlingLock]);
    const { rows } = await client.query<{ database: string; kept: string[] | null }>(
      `select pg_catalog.format('%I', current_database()) as database,
         (select setconfig from pg_catalog.pg_db_role_setting as setting
          join pg_catalog.pg_database as d on d.oid = setting.setdatabase and d.datname = current_database()
          join pg_catalog.pg_roles as r on r.oid = setting.setrole and r.rolname = current_user) as kept`,
    );
    for (const [name, ms] of Object.entries(timeLimits)) {
      if (rows[0]?.kept?.includes(`${name}=${ms}`)) continue;
      await client.query(`alter role current_user in database ${rows[0]?.database} set ${name} = ${ms}`);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
  return {};
}

async function areKept(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, ...timeLimits, application_name: 'meterstone-boot' });
  try {
    await client.connect();
    const { rows } = await client.query<{ source: string }>(
      `select source from pg_catalog.pg_settings where name = 'statement_timeout'`,
    );
    return rows[0]?.source === 'client';
  } catch (error) {
    if (error instanceof Error && /unsupported startup parameter/.test(error.message)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
