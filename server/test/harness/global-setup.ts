import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { asApplication, createTestRole, databaseUrl } from './database.ts';

/**
 * One real Postgres for the whole run: the one of TEST_DATABASE_URL, else an embedded one in a temporary folder.
 * A migrated template is made in it, unless METERSTONE_TEST_TEMPLATE names one that is there; each test file clones
 * that.
 */
export default async function setUp(): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let server = process.env['TEST_DATABASE_URL'];
  if (!server) {
    const dataDir = await mkdtemp(join(tmpdir(), 'meterstone-test-'));
    // As root, Postgres runs as another user, who must be able to pass.
    await chmod(dataDir, 0o711);
    const embedded = await startEmbeddedPostgres({ dataDir, logger: createLogger('warn') });
    server = embedded.connectionString;
    stops.push(async () => {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
  }
  process.env['METERSTONE_TEST_SERVER'] = server;
  if (process.env['METERSTONE_TEST_TEMPLATE']) return;
  const template = `meterstone_template_${process.pid}`;
  process.env['METERSTONE_TEST_TEMPLATE'] = template;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`drop database if exists ${template} with (force)`);
  await admin.query(`create database ${template}`);
  await createTestRole(admin);
  const connectionString = databaseUrl(template);
  await migrate({ connectionString, applicationUrl: asApplication(connectionString) });
  stops.unshift(async () => {
    await admin.query(`drop database if exists ${template} with (force)`);
    await admin.end();
  });
  globalThis.stopTestServers = async () => {
    for (const stop of stops) await stop();
  };
}

declare global {
  var stopTestServers: (() => Promise<void>) | undefined;
}
