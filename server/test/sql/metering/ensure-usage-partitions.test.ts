import { describe, expect, it } from '@jest/globals';
import { sqlstate, useMeteringDatabase } from '../../harness/metering.ts';

const database = useMeteringDatabase();

async function partitions(): Promise<string[]> {
  const rows = await database().rows<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_catalog.pg_inherits
     where inhparent = 'public.usage_records'::regclass order by name`,
  );
  return rows.map(({ name }) => name.replace('public.', ''));
}

const ensure = (from: string, to: string) =>
  database().rows('select public.ensure_usage_partitions($1, $2)', [from, to]);

describe('ensure_usage_partitions', () => {
  it('makes one for each month of the span, both ends included', async () => {
    await ensure('2030-11-30T23:59:59Z', '2031-02-01T00:00:00Z');
    expect((await partitions()).filter((name) => /_203[01]_/.test(name))).toEqual([
      'usage_records_2030_11',
      'usage_records_2030_12',
      'usage_records_2031_01',
      'usage_records_2031_02',
    ]);
  });

  it('run again, or twice at once, changes nothing', async () => {
    const before = await partitions();
    await Promise.all([1, 2, 3].map(() => ensure('2026-01-01Z', '2027-12-31Z')));
    expect(await partitions()).toEqual(before);
  });

  it('made twice at once makes each once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => ensure('2040-01-01Z', '2040-12-31Z')));
    expect((await partitions()).filter((name) => name.includes('_2040_'))).toHaveLength(12);
  });

  it('leaves no gap between months, whatever zone the session has', async () => {
    const db = database();
    const client = await db.pool.connect();
    try {
      await client.query(`set timezone = 'America/New_York'`);
      await client.query(`select public.ensure_usage_partitions('2035-01-01Z', '2035-12-31Z')`);
      await client.query('reset timezone');
    } finally {
      client.release();
    }
    const accountId = await db.account();
    for (const at of [
      '2035-01-01T00:00:00Z',
      '2035-03-31T23:59:59.999Z',
      '2035-04-01T00:00:00Z',
      '2035-12-31T23:59:59.999Z',
    ]) {
      await db.use(accountId, {}, at);
    }
    const places = await db.rows<{ place: string }>(
      `select tableoid::regclass::text as place from public.usage_records where account_id = $1 order by created_at`,
      [accountId],
    );
    expect(places.map(({ place }) => place.replace('public.', ''))).toEqual([
      'usage_records_2035_01',
      'usage_records_2035_03',
      'usage_records_2035_04',
      'usage_records_2035_12',
    ]);
  });

  it('without the month of a record, the use fails as a whole and charges nothing', async () => {
    const db = database();
    const accountId = await db.account();
    expect(await sqlstate(db.use(accountId, {}, '2050-01-01T00:00:00Z'))).toBe('23514');
    expect(await db.counters(accountId)).toEqual([]);
  });
});

describe('usage_records', () => {
  it.each(['update public.usage_records set amount = 1', 'delete from public.usage_records'])(
    'refuses: %s',
    async (statement) => {
      await database().use(await database().account());
      expect(await sqlstate(database().rows(statement))).toBe('23001');
    },
  );
});
