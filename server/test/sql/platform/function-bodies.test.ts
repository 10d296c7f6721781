import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../harness/database/database.ts';

const root = join(import.meta.dirname, '../../../sql/functions');

test('Postgres can read the body of every function, and finds what those in SQL name', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const refused: string[] = [];
  let read = 0;
  try {
    // Migrating goes without, as a function may stand before those that it calls.
    await client.query('set check_function_bodies = on');
    for await (const name of glob('**/*.sql', { cwd: root })) {
      read += 1;
      await client.query(await readFile(join(root, name), 'utf8')).catch((error: unknown) => {
        refused.push(`${name}: ${String(error)}`);
      });
    }
  } finally {
    await client.end();
    await database.drop();
  }
  expect(refused).toEqual([]);
  expect(read).toBeGreaterThan(20);
});
