import type pg from 'pg';
import { readConfig } from '../../../src/config.ts';
import type { AppContext } from '../../../src/context.ts';
import { createPool } from '../../../src/db/pool.ts';
import { startServer, type RunningServer } from '../../../src/server.ts';
import { asApplication, createTestDatabase, type TestDatabase } from '../database/database.ts';

export interface TestServer extends RunningServer {
  ctx: AppContext;
  database: TestDatabase;
  /** Connections of the role that owns the tables, for what no server may do. */
  owner: pg.Pool;
  /** Stops the server and drops its database (unless it was handed in). */
  stop: () => Promise<void>;
}

export const adminCredentials = { email: 'root@example.com', password: 'Correct-horse-9' };

interface TestServerOptions {
  /** Share another server's database: two nodes. */
  database?: TestDatabase;
  env?: Record<string, string>;
}

/** A whole node on a free port with a real database, as `npm start` would run it, without demo data. */
export async function startTestServer({ database, env = {} }: TestServerOptions = {}): Promise<TestServer> {
  const own = database ?? (await createTestDatabase());
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: asApplication(own.connectionString),
    DATABASE_MIGRATION_URL: own.connectionString,
    JWT_SECRET: 'test-secret-of-more-than-32-characters',
    ADMIN_EMAIL: adminCredentials.email,
    ADMIN_PASSWORD: adminCredentials.password,
    DEMO: 'false',
    SANDBOX_PAYMENTS: 'true',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...env,
  });
  const server = await startServer(config);
  const owner = createPool({ connectionString: own.connectionString, logger: server.ctx.logger, max: 4 });
  return {
    ...server,
    database: own,
    owner,
    stop: async () => {
      await server.stop();
      await owner.end();
      if (!database) await own.drop();
    },
  };
}
