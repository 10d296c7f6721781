import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../src/db/embedded/start.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { asApplication, createTestRole, databaseUrl } from '../database/database.ts';

/**
 * One real Postgres for the whole run: the one of TEST_DATABASE_URL, else an embedded one in a temporary folder.
 * A migrated template is made in it, unless METERSTONE_TEST_TEMPLATE names one that is there; each test file clones
 * that. What Node compiles of servers that tests start is kept for the run. Called again in the same run, by another
 * workspace's tests, it does nothing.
 */
export default async function setUp(): Promise<void> {
  if (globalThis.stopTestServers) return;
  const stops: (() => Promise<void>)[] = [];
  globalThis.stopTestServers = async () => {
    for (const stop of stops) await stop();
  };
  await useMemory();
  const compiled = await mkdtemp(join(tmpdir(), 'meterstone-compiled-'));
  // Servers that tests start as other users read it, too.
  await chmod(compiled, 0o755);
  process.env['NODE_COMPILE_CACHE'] = compiled;
  stops.push(() => rm(compiled, { recursive: true, force: true }));
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
}

const gigabyte = 2 ** 30;
const memory = '/dev/shm';

/**
 * All that the run writes for a while goes to memory, where there is plenty and programs may run: the thousand files of
 * each database and cluster are what a disk is slow at.
 */
async function useMemory(): Promise<void> {
  if (process.env['TMPDIR'] !== undefined || process.availableMemory() < 6 * gigabyte) return;
  const probe = join(memory, `meterstone-probe-${process.pid}`);
  try {
    const { bavail, bsize } = await statfs(memory);
    if (bavail * bsize < 3 * gigabyte) return;
    await writeFile(probe, '#!/bin/sh\n', { mode: 0o755 });
    if (spawnSync(probe).status === 0) process.env['TMPDIR'] = memory;
  } catch {
    // There is none that we may use.
  } finally {
    await rm(probe, { force: true });
  }
}

declare global {
  var stopTestServers: (() => Promise<void>) | undefined;
}
