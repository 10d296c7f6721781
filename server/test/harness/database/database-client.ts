import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** A database and one connection to it, for the tests of this file. */
export function useDatabaseClient(): () => { client: pg.Client; connectionString: string } {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  return () => ({ client, connectionString: database.connectionString });
}
