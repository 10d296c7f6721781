import { describe, expect, it } from '@jest/globals';
import { sqlstate, useMeteringDatabase } from '../../../harness/metering/metering.ts';

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

describe('beside a transaction that has read all records, as a backup does', () => {
  it('makes the month, and no use waits', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: -1 } });
    const holder = await db.pool.connect();
    try {
      await holder.query('begin isolation level repeatable read');
      await holder.query('lock table public.usage_records in access share mode');
      await holder.query('select count(*) from public.usage_records');
      const making = { isOver: false };
      const made = ensure('2060-01-01Z', '2060-06-30Z').then((rows) => {
        making.isOver = true;
        return rows;
      });
      let slowestMs = 0;
      for (let uses = 0; uses < 20 || !making.isOver; uses += 1) {
        const from = performance.now();
        await db.use(accountId);
        slowestMs = Math.max(slowestMs, performance.now() - from);
      }
      expect(await made).toEqual([{ ensure_usage_partitions: 0 }]);
      expect(slowestMs).toBeLessThan(5_000);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect((await db.use(accountId, {}, '2060-02-01T00:00:00Z')).status).toBe('recorded');
  }, 20_000);

  it('gives up soon on what somebody changes, tells so, and makes it later', async () => {
    const db = database();
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table public.usage_records in share update exclusive mode');
      expect(await ensure('2061-01-01Z', '2061-02-01Z')).toEqual([{ ensure_usage_partitions: 2 }]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await ensure('2061-01-01Z', '2061-02-01Z')).toEqual([{ ensure_usage_partitions: 0 }]);
  });

  it('leaves partitions as those made in place: the same key, indexes, checks and guards', async () => {
    const shape = (name: string) =>
      database().one(
        `select
           (select array_agg(regexp_replace(pg_get_indexdef(indexrelid), '_[0-9]{4}_[0-9]{2}\\w*', '', 'g') order by 1)
            from pg_catalog.pg_index where indrelid = $1::regclass) as indexes,
           (select array_agg(contype::text || pg_get_constraintdef(oid) order by 1)
            from pg_catalog.pg_constraint where conrelid = $1::regclass and contype <> 'n') as constraints,
           (select array_agg(tgname::text order by 1) from pg_catalog.pg_trigger where tgrelid = $1::regclass) as guards,
           (select count(*)::int from pg_catalog.pg_inherits as i
            join pg_catalog.pg_index as x on x.indexrelid = i.inhrelid
            where x.indrelid = $1::regclass) as attached_indexes`,
        [name],
      );
    const { floor, end } = await database().one<{ floor: string; end: string }>(
      `select public.uuid_v7_floor('2070-01-01Z') as floor, public.uuid_v7_floor('2070-02-01Z') as end`,
    );
    await database().rows(
      `create table public.usage_records_2070_01 partition of public.usage_records
       for values from ('${floor}') to ('${end}')`,
    );
    await ensure('2071-01-01Z', '2071-01-01Z');
    const strip = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(/usage_records_207\w*|INDEX \w+/g, 'it'));
    expect(strip(await shape('public.usage_records_2071_01'))).toEqual(
      strip(await shape('public.usage_records_2070_01')),
    );
  });
});
