import type pg from 'pg';
import { after } from './metering.ts';

/**
 * What an account would have used, and credits have paid and get back, if in ten weeks it went on by a version without
 * end and were reset: while all its records are there, and once the months until now have left for files. The same is
 * what a test expects, and no faults that the audit finds in the counters of months that have left. Nothing is changed.
 */
export async function oncePastLeaves(
  pool: pg.Pool,
  accountId: string,
  to: { versionId: string; at: string },
) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const there = await standing(client, accountId, to);
    const { rows } = await client.query<{ month: string }>(
      `select month from public.usage_months() where state = 'kept' and month <= $1 order by 1`,
      [to.at.slice(0, 7)],
    );
    for (const { month } of rows) {
      await client.query(`select public.note_archived_uses(($1 || '-01Z')::timestamptz)`, [month]);
      const table = `usage_records_${month.replace('-', '_')}`;
      await client.query(`alter table public.usage_records detach partition public.${table}`);
    }
    const { rows: faults } = await client.query<object>('select * from public.audit_usage($1, $1)', [
      accountId,
    ]);
    return { there, gone: await standing(client, accountId, to), faults };
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function standing(
  client: pg.ClientBase,
  accountId: string,
  { versionId, at }: { versionId: string; at: string },
): Promise<unknown> {
  const later = after(at, { days: 70 });
  await client.query('savepoint before');
  await client.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
    accountId,
    versionId,
    later,
  ]);
  const state = `select used, reserved, overage, overage_credits from public.quota_state($1, 'calls', $2)`;
  const { rows: shown } = await client.query<object>(state, [accountId, later]);
  await client.query(
    `select public.find_counters(array[$1]::uuid[], '{calls}', array[$2]::timestamptz[], $2)`,
    [accountId, later],
  );
  const { rows: opened } = await client.query<object>(state, [accountId, later]);
  await client.query(`select public.reset_usage($1, null, 'goodwill', $2)`, [accountId, later]);
  const { rows: reset } = await client.query<object>(state, [accountId, later]);
  const { rows: credits } = await client.query<object>(
    'select available, held from public.credit_state($1, $2)',
    [accountId, later],
  );
  await client.query('rollback to savepoint before');
  return { shown, opened, reset, credits };
}
