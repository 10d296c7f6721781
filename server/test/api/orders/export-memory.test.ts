import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';
import { readSheet } from '../../harness/http/xlsx.ts';

const orders = 100_000;
const mostMb = 200;
/** V8 takes what it may before it looks for what it could give back: what must be kept has to fit in here, in MB. */
const smallHeap = ['--max-old-space-size=64', '--max-semi-space-size=4'];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await fill();
});
afterAll(() => database.drop());

/** Orders with an item each, written past the triggers: there are too many of them to be made one by one. */
async function fill(): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `insert into public.accounts (id, kind, name, email)
       values (gen_random_uuid(), 'external', 'Somebody', 'somebody@example.com')
       returning id`,
    );
    await client.query('set session_replication_role = replica');
    await client.query(
      `with made as (
         insert into public.orders (
           account_id, id, order_number, currency, amount_minor, is_test, created_at, expires_at, status_at
         )
         select $1, public.uuid_v7(at), to_char(at, 'YYYYMMDD') || lpad(number::text, 14, '0'), 'USD', number, true,
           at, now() + interval '1 day', at
         from generate_series(1, $2::int) as number
         cross join lateral (select now() - number * interval '1 second') as moment (at)
         returning *
       )
       insert into public.order_items (
         account_id, id, order_id, position, product_kind, product_id, version_id, name, quantity, unit_price_minor,
         total_minor, snapshot
       )
       select account_id, gen_random_uuid(), id, 1, 'package', id, id,
         jsonb_build_object('en', 'Credits for ' || repeat('a long campaign ', 5)), 1, amount_minor, amount_minor, '{}'
       from made`,
      [rows[0]?.id, orders],
    );
  } finally {
    await client.end();
  }
}

/** The file, by a process that does nothing else, and the most memory that it had, in MB. */
async function read(format: string): Promise<{ file: Buffer; memory: number }> {
  const program = join(import.meta.dirname, '../../harness/orders/export-process.ts');
  const child = spawn(process.execPath, [...smallHeap, program, database.connectionString, format]);
  const [file, said, [status]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (status !== 0) throw new Error(said);
  return { file, memory: Number(said) };
}

it(`gives ${orders} orders away as CSV in less than ${mostMb} MB`, async () => {
  const { file, memory } = await read('csv');
  expect(file.toString().match(/\r\n/g)).toHaveLength(orders + 1);
  expect(memory).toBeLessThan(mostMb);
});

it(`gives ${orders} orders away as XLSX in less than ${mostMb} MB`, async () => {
  const { file, memory } = await read('xlsx');
  const rows = readSheet(file, 1);
  expect(rows).toHaveLength(orders + 1);
  expect(new Set(rows.map(([number]) => number)).size).toBe(orders + 1);
  expect(memory).toBeLessThan(mostMb);
});
