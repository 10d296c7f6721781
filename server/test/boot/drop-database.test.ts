import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../harness/database/database.ts';

test('a database is dropped once its last connection has left, and cuts none off', async () => {
  const { connectionString, drop } = await createTestDatabase();
  const client = new pg.Client({ connectionString });
  await client.connect();
  const busy = client.query('select pg_sleep(0.5)').then(() => client.end());
  await drop();
  await expect(busy).resolves.toBeUndefined();
});

test('a pool that has ended leaves no connection that the drop would cut off', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { connectionString, drop } = await createTestDatabase();
    const pool = new pg.Pool({ connectionString, max: 8 });
    await Promise.all(Array.from({ length: 8 }, () => pool.query('select 1')));
    await pool.end();
    await drop();
  }
});
