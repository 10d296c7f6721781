import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { registry } from '../../../../src/http/probes/metrics.ts';
import { UsageRecord } from '../../../../src/metering/records/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { parseCsv } from '../../../harness/http/csv.ts';
import { badFields, idsOf, useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

const columns =
  'id,occurred_at,recorded_at,feature,kind,amount,late,voided,reason,reservation_id,metadata,occurred_at_local,time_zone'.split(
    ',',
  );

const ask = (accountId: string, query = '', options?: object) =>
  node().get(`/usage/records/export?accountId=${accountId}${query}`, options);

/** The rows of a whole export, by the names of its columns. */
async function rowsOf(accountId: string, query = ''): Promise<Record<string, string>[]> {
  const [head, ...rows] = parseCsv(String((await ask(accountId, query)).body).replace(/^\uFEFF/, ''));
  expect(head).toEqual(columns);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? ''])));
}

/** Records of a day long gone, written past the counters: there are too many of them to be made one by one. */
async function fill(accountId: string, records: number, metadataBytes: number): Promise<void> {
  await node().server.owner.query(
    `insert into public.usage_records (account_id, id, feature_code, amount, occurred_at, created_at, metadata)
     select $1, public.uuid_v7(now()), 'calls', number, now() - number * interval '1 microsecond', now(),
       jsonb_build_object('filler', repeat('x', $3))
     from generate_series(1, $2) as number`,
    [accountId, records, metadataBytes],
  );
}

/** The answer's head; its body waits until it is read. */
function open(accountId: string): Promise<IncomingMessage> {
  const address = `${node().server.url}/api/usage/records/export?accountId=${accountId}`;
  const headers = { authorization: `Bearer ${node().apiKey}` };
  return new Promise((resolve, reject) => {
    get(address, { headers, agent: false }, resolve).once('error', reject);
  });
}

/** How many exports have come to an end on the server, one way or another. */
async function ended(): Promise<number> {
  const { values } = (await registry.getSingleMetric('meterstone_http_request_seconds')?.get()) ?? {
    values: [],
  };
  return values
    .filter(({ labels }) => labels['route'] === '/usage/records/export' && labels['le'] === '+Inf')
    .reduce((sum, { value }) => sum + value, 0);
}

/** Whether nobody has read records for a while. */
async function stalled(): Promise<boolean> {
  const { rows } = await node().server.ctx.pool.query<{ is_stalled: boolean }>(
    `select bool_and(state = 'idle' and state_change < clock_timestamp() - interval '500 ms') as is_stalled
     from pg_catalog.pg_stat_activity
     where datname = current_database() and query like '%usage_records as record%' and pid <> pg_backend_pid()`,
  );
  return rows[0]?.is_stalled === true;
}

describe('GET /usage/records/export', () => {
  describe('200', () => {
    it('is a CSV file named after the account and its days on the account’s calendar, for spreadsheets', async () => {
      const { id } = await node().account(undefined, { timeZone: 'Asia/Shanghai' });
      const { status, headers, body } = await ask(id, '&from=2026-10-31T16:00:00Z&to=2026-11-30T16:00:00Z');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(headers.get('content-disposition')).toBe(
        'attachment; filename="a-customer-usage-records-2026-11-01-2026-11-30.csv"',
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(body).toBe(`\uFEFF${columns.join(',')}\r\n`);
      expect((await ask(id)).headers.get('content-disposition')).toMatch(
        /^attachment; filename="a-customer-usage-records-until-\d{4}-\d\d-\d\d\.csv"$/,
      );
    });

    it('tells when each was on the account’s own clocks, and is named by an id where a name has no letter of ASCII', async () => {
      const { id } = await node().account(undefined, { timeZone: 'Asia/Kolkata' });
      await node().server.owner.query(`update public.accounts set name = '林纳斯' where id = $1`, [id]);
      await node().use(id);
      const { headers } = await ask(id);
      expect(headers.get('content-disposition')).toContain(`filename="${id.slice(-12)}-usage-records-until-`);
      const [row] = await rowsOf(id);
      const local = new Date(Date.parse(row?.['occurred_at'] ?? '') + 5.5 * 3_600_000).toISOString();
      expect(row).toMatchObject({
        occurred_at_local: local.slice(0, 19).replace('T', ' '),
        time_zone: 'Asia/Kolkata',
      });
    });

    it('has in its rows what the list has, filtered alike', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'daily' }]);
      const occurredAt = new Date(Date.now() - 6 * 86_400_000).toISOString();
      await node().use(id, { occurredAt, amount: 3 });
      const use = await node().use(id, { amount: 4, metadata: { note: 'a "quoted", 中文\n text' } });
      await node().post(`/usage/records/${use}/void`, { reason: '=HYPERLINK("http://evil.example")' });
      const body = { accountId: id, featureCode: 'calls', amount: 10 };
      const held = await node().done(node().post('/usage/reservations', body));
      await node().done(node().post(`/usage/reservations/${held.id}/commit`));

      const { body: list } = await node().get(`/usage/records?accountId=${id}`);
      const data = z.array(UsageRecord).parse(list.data);
      const rows = await rowsOf(id);
      expect(idsOf(data)).toEqual(rows.map((row) => row['id']));
      expect(rows).toEqual(
        data.map((record) => ({
          id: record.id,
          occurred_at: record.occurredAt,
          recorded_at: record.createdAt,
          feature: 'calls',
          kind: record.kind,
          amount: String(record.amount),
          late: String(record.late),
          voided: String(record.voided),
          reason: record.reason === null ? '' : `'${record.reason}`,
          reservation_id: record.reservationId ?? '',
          metadata: record.metadata === null ? '' : JSON.stringify(record.metadata),
          occurred_at_local: record.occurredAt.slice(0, 19).replace('T', ' '),
          time_zone: 'UTC',
        })),
      );
      expect((await rowsOf(id, '&kind=void')).map(({ amount }) => amount)).toEqual(['-4']);
      expect((await rowsOf(id, '&late=true')).map(({ amount }) => amount)).toEqual(['3']);
      expect(await rowsOf(id, `&kind=use&late=false&from=${occurredAt}`)).toHaveLength(2);
    });

    it('has each record once over many pages, also among those of one instant', async () => {
      const { id } = await node().account();
      await fill(id, 1_700, 1);
      await node().server.owner.query(
        `insert into public.usage_records (account_id, id, feature_code, amount, occurred_at, created_at)
         select $1, public.uuid_v7(now()), 'calls', 1, date_trunc('hour', now()), now() from generate_series(1, 1300)`,
        [id],
      );
      const ids = (await rowsOf(id)).map((row) => row['id']);
      expect(ids).toHaveLength(3_000);
      expect(new Set(ids).size).toBe(3_000);
    });

    it('shows users their own', async () => {
      const { token, account } = await node().person();
      const id = await node().use(account.id);
      const { body } = await node().get('/usage/records/export', { token });
      expect(parseCsv(body)[1]?.[0]).toBe(id);
    });
  });

  it('waits for a client that does not read, and cuts the connection when it can’t go on', async () => {
    const { id } = await node().account();
    await fill(id, 10_000, 3_000);
    const response = await open(id);
    await once(response, 'readable');
    await waitUntil(stalled);
    const pool = node().server.owner;
    await pool.query('alter table public.usage_records rename to usage_records_away');
    try {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      await expect(once(response, 'end')).rejects.toThrow('aborted');
      expect(response.complete).toBe(false);
      expect(bytes).toBeGreaterThan(0);
      // Had it not waited, all 30 MB would have been on their way before the table was gone.
      expect(bytes).toBeLessThan(25_000_000);
    } finally {
      await pool.query('alter table public.usage_records_away rename to usage_records');
    }
  });

  it('refuses as ever where it can’t even begin', async () => {
    const { id } = await node().account();
    const pool = node().server.owner;
    await pool.query('alter table public.usage_records rename to usage_records_away');
    try {
      expect(await ask(id)).toMatchObject({ status: 500, body: { code: 'internal' } });
    } finally {
      await pool.query('alter table public.usage_records_away rename to usage_records');
    }
  });

  it('reads no further when the client leaves', async () => {
    const { id } = await node().account();
    await fill(id, 10_000, 3_000);
    const before = await ended();
    const response = await open(id);
    await once(response, 'readable');
    await waitUntil(stalled);
    expect(await ended()).toBe(before);
    const client = await node().server.owner.connect();
    try {
      await client.query('begin');
      // Whoever reads on waits here, until it fails.
      await client.query('lock table public.usage_records in access exclusive mode');
      response.destroy();
      await waitUntil(async () => (await ended()) === before + 1);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('answers HEAD with the head alone', async () => {
    const { id } = await node().account();
    const response = await fetch(`${node().server.url}/api/usage/records/export?accountId=${id}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${node().apiKey}` },
    });
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(await response.text()).toBe('');
  });

  itRefusesStrangers(node, (accountId, options) => ask(accountId, '', options));

  it.each([
    ['kind', '&kind=correction'],
    ['late', '&late=1'],
    ['from', '&from=yesterday'],
    ['', '&limit=5'],
  ])('422 naming %s for %s', async (field, query) => {
    const { id } = await node().account();
    expect(badFields(await ask(id, query))).toEqual([field]);
  });
});
