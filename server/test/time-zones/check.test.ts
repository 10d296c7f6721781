import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { checkTimeZones } from '../../src/boot/check-time-zones.ts';
import { BootError } from '../../src/lib/boot-error.ts';
import { timeZones } from '../../src/time-zones/names.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function listen() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: pino({ level: 'warn' }, stream), lines };
}

test('a Postgres that knows every zone is taken without a word', async () => {
  const { logger, lines } = listen();
  await checkTimeZones(pool, logger);
  expect(lines).toEqual([]);
});

test('one that lacks zones nobody is in says which, once', async () => {
  const { logger, lines } = listen();
  await checkTimeZones(pool, logger, [...timeZones, 'Mars/Olympus', 'Mars/Tharsis']);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, zones: ['Mars/Olympus', 'Mars/Tharsis'] });
});

test('one that lacks the zone of an account is refused by the name of the zone', async () => {
  await pool.query(
    `insert into public.accounts (id, kind, name, time_zone) values (gen_random_uuid(), 'external', 'Ada', 'Mars/Olympus')`,
  );
  const refused = checkTimeZones(pool, listen().logger);
  await expect(refused).rejects.toThrow(BootError);
  await expect(refused).rejects.toThrow(/does not know: Mars\/Olympus \(1\)/);
});
