import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { withClient } from './database.ts';
import { freshKey, runLoad, show, type Request } from './load-tool.ts';
import type { Target } from './processes.ts';
import { call, type Subject } from './server-under-load.ts';

const connections = 16;
const features = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
/** Of these each account has a counter. */
const used = features.slice(0, 3);
const text = { en: 'Rolled out', 'zh-CN': 'Rolled out' };

interface RolloutOptions {
  databaseUrl: string;
  target: Target;
  subject: Subject;
  accounts: number;
  /** Of records before the rollout. */
  seconds: number;
  say: (line: string) => void;
}

/**
 * Publishes a version of a plan to very many accounts at once, beside clients that record as fast as they can: how long
 * it takes until all have it, and what records take before and meanwhile.
 */
export async function measureRollout(options: RolloutOptions): Promise<void> {
  const { databaseUrl, target, subject, accounts, seconds, say } = options;
  await withClient(databaseUrl, async (client) => {
    const id = await makePlan(subject);
    await makeAccounts(client, id, accounts);
    const load = { url: target.url, next: recordOf(subject, accounts), connections };
    const before = await runLoad({ ...load, seconds });

    let ended = 0;
    let began = 0;
    const during = runLoad({
      ...load,
      seconds: 600,
      isOver: () => ended > 0,
      onBegin: () => {
        began = performance.now();
        void publish(subject, id).then(async () => {
          while (await isUnderWay(client)) await delay(50);
          ended = performance.now();
        });
      },
    });
    say(
      `\n## A plan's new version for ${accounts} accounts, ${connections} clients recording: p50 | p99 | a second`,
    );
    say(`before | ${show(before)}`);
    say(`meanwhile | ${show(await during)}`);
    say(`until all had it: ${((ended - began) / 1000).toFixed(1)} s`);
  });
}

async function makePlan({ url, adminToken }: Subject): Promise<string> {
  for (const code of features) {
    await call(url, 'POST', '/api/admin/products/features', adminToken, {
      code,
      name: code,
      unit: 'token',
      kind: 'metered',
    });
  }
  const { id } = await call(url, 'POST', '/api/admin/products/plans', adminToken, {
    code: 'rolled-out',
    ...content(1_000_000),
  });
  return String(id);
}

function content(quota: number): object {
  return {
    name: text,
    description: text,
    status: 'active',
    prices: [],
    features: features.map((code) => ({ code, quota, resetPeriod: 'monthly' })),
  };
}

/** Through the engine itself. */
async function makeAccounts(client: pg.Client, planId: string, count: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'select id from public.plan_versions where plan_id = $1 order by version desc limit 1',
    [planId],
  );
  for (let first = 0; first < count; first += 1_000) {
    await client.query('begin');
    await client.query(
      `with made as (
         insert into public.accounts (id, kind, name)
         select gen_random_uuid(), 'external', 'Rolled out' from generate_series(1, 1000)
         returning id
       )
       insert into public.account_external_ids (external_id, account_id)
       select 'rolled-' || $1::int + row_number() over () - 1, id from made`,
      [first],
    );
    const { rows: made } = await client.query<{ ids: string[] }>(
      `select array_agg(account_id order by account_id) as ids
       from public.account_external_ids
       where external_id in (select 'rolled-' || nth from generate_series($1::int, $1::int + 999) as nth)`,
      [first],
    );
    const ids = made[0]?.ids ?? [];
    await client.query('select public.apply_plan_version($1, $2)', [ids, rows[0]?.id]);
    for (const feature of used) {
      await client.query(
        `select count(*) from public.record_feature_usage_many(
           $1, array_fill($2::text, array[1000]), array_fill(1::bigint, array[1000]),
           array(select gen_random_uuid()::text from generate_series(1, 1000)),
           array_fill(null::timestamptz, array[1000]), array_fill(null::jsonb, array[1000])
         )`,
        [ids, feature],
      );
    }
    await client.query('commit');
  }
}

function recordOf({ apiKey }: Subject, accounts: number): () => Request {
  return () => ({
    method: 'POST',
    path: '/api/usage/record',
    token: apiKey,
    body: JSON.stringify({
      accountId: `ext:rolled-${Math.floor(Math.random() * accounts)}`,
      featureCode: used[0],
      amount: 1,
      idempotencyKey: freshKey(),
    }),
  });
}

function publish({ url, adminToken }: Subject, id: string): Promise<unknown> {
  const body = { ...content(2_000_000), rollout: 'now' };
  return call(url, 'PUT', `/api/admin/products/plans/${id}`, adminToken, body, { 'If-Match': '"1"' });
}

async function isUnderWay(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('select from public.plan_rollouts');
  return rowCount !== 0;
}
