import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { waitUntil } from '../harness/clock/wait.ts';
import { asApplication, databaseUrl, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { MeteringServer } from '../harness/metering/metering-server.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { describeWithPgBouncer, startPgBouncer, type TestPooler } from '../harness/processes/pgbouncer.ts';

describeWithPgBouncer.each([
  { what: 'as it comes', settings: {} },
  { what: 'told to ignore what it does not know', settings: { ignore_startup_parameters: timeSettings() } },
])('through a PgBouncer in transaction mode, $what', ({ settings }) => {
  const name = `meterstone_pooled_${randomBytes(6).toString('hex')}`;
  const database: TestDatabase = { connectionString: databaseUrl(name), drop: () => Promise.resolve() };
  let admin: pg.Client;
  let pooler: TestPooler;
  let nodes: TestServer[] = [];

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: databaseUrl('postgres') });
    await admin.connect();
    await admin.query(`create database ${name} template template0`);
    pooler = await startPgBouncer(settings);
  });
  afterAll(async () => {
    for (const node of nodes) await node.stop();
    await pooler.stop();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });

  const env = () => ({
    DATABASE_URL: pooler.through(asApplication(database.connectionString)),
    DATABASE_MIGRATION_URL: pooler.through(database.connectionString),
  });

  it('two nodes migrate an empty database, and leave no lock behind', async () => {
    nodes = await Promise.all([1, 2].map(() => startTestServer({ database, env: env() })));
    // Those of transactions under way end with them; one of a session would stay on the pooler's connection.
    await waitUntil(async () => {
      const { rowCount } = await nodes[0]!.owner.query(
        `select from pg_catalog.pg_locks where locktype = 'advisory'
         and database = (select oid from pg_catalog.pg_database where datname = current_database())`,
      );
      return rowCount === 0;
    });
    nodes.push(await startTestServer({ database, env: env() }));
  }, 60_000);

  it('more uses at once than it has connections all count, once', async () => {
    const node = await MeteringServer.start({ database, env: env() });
    nodes.push(node.server);
    const { id } = await node.account([{ code: 'calls', quota: 100, resetPeriod: 'monthly' }]);
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        node.post('/usage/record', {
          accountId: id,
          featureCode: 'calls',
          idempotencyKey: `use-${index}`,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(100);
    expect(await node.quota(id)).toMatchObject({ used: 100 });
    expect(await auditUsage(database.connectionString)).toEqual([]);
  }, 60_000);

  it('jobs run', async () => {
    const { owner } = nodes[0]!;
    await owner.query(
      `insert into public.outbox (topic, payload, sent_at) values ('old', '{}', now() - interval '8 days')`,
    );
    // Jobs begin some seconds after the node, and the library makes its tables then.
    await waitUntil(
      () =>
        owner.query(`select graphile_worker.add_job('forget_outbox')`).then(
          () => true,
          () => false,
        ),
      30_000,
    );
    await waitUntil(async () => {
      const { rowCount } = await owner.query(`select from public.outbox where topic = 'old'`);
      return rowCount === 0;
    }, 40_000);
  }, 90_000);

  it('a connection that it opens from now on has the limits of time', async () => {
    const client = new pg.Client({ connectionString: asApplication(database.connectionString) });
    await client.connect();
    const { rows } = await client.query('select current_setting($1) as bound', ['statement_timeout']);
    await client.end();
    expect(rows).toEqual([{ bound: '15s' }]);
  });
});

function timeSettings(): string {
  return 'statement_timeout,lock_timeout,idle_in_transaction_session_timeout';
}
