import { expect, it } from '@jest/globals';
import { useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

async function plan(query: string): Promise<string> {
  const client = await database().pool.connect();
  try {
    await client.query('begin');
    // There are few rows here.
    await client.query('set local enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (verbose, costs off) ${query}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('rollback');
    client.release();
  }
}

it('an override holds until its end, or for ever', async () => {
  const holds = await database().one<{ holds: boolean[] }>(
    `select array[
       public.override_holds('2026-03-10Z', '2026-03-09 23:59:59.999999Z'),
       public.override_holds('2026-03-10Z', '2026-03-10Z'),
       public.override_holds(null, '2026-03-10Z')
     ] as holds`,
  );
  expect(holds).toEqual({ holds: [true, false, true] });
});

it('what holds is read without a call', async () => {
  const text = await plan(
    `select
       public.effective_quota(plan_quota, override_quota, override_expires_at, now()),
       public.quota_valid_until(override_quota, override_expires_at, now()),
       public.override_holds(override_expires_at, clock_timestamp())
     from public.account_entitlements`,
  );
  expect(text).not.toMatch(/effective_quota|quota_valid_until|override_holds/);
});

it('what is over is found by its index', async () => {
  const text = await plan(
    `select from public.account_entitlements
     where not public.override_holds(override_expires_at, '2026-03-10Z') order by override_expires_at limit 100`,
  );
  expect(text).toMatch(/account_entitlements_override_ends/);
  expect(text).toMatch(/Index Cond: .*override_expires_at/);
});
