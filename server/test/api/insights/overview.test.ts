import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AdminOverview } from '../../../src/insights/contract.ts';
import { createFeature, createPlan } from '../../harness/catalog/catalog.ts';
import { waitUntil as waitBriefly } from '../../harness/clock/wait.ts';
import { useMeteringServer } from '../../harness/metering/metering-server.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const node = useMeteringServer();

/** An answer is kept for two seconds, on a machine too busy to read it quickly for up to a minute. */
const waitUntil = (condition: () => Promise<boolean>) => waitBriefly(condition, minuteMs + 10 * secondMs);
jest.setTimeout(4 * minuteMs);

async function read(): Promise<AdminOverview> {
  const { admin } = node();
  return AdminOverview.parse(await node().done(node().get('/admin/insights/overview', { token: admin })));
}

/** When each use of this file was recorded that is still to be counted. */
const recorded: number[] = [];

/** Records as of another time, which the API would not believe; the id. */
async function useAt(at: number, accountId: string, featureCode: string, amount = 1): Promise<string> {
  const { pool } = node().server.ctx;
  const instant = new Date(at).toISOString();
  await pool.query('select public.ensure_usage_partitions($1, $1)', [instant]);
  const { rows } = await pool.query<{ record_id: string; status: string }>(
    'select record_id, status from public.record_feature_usage($1, $2, $3)',
    [accountId, JSON.stringify([{ featureCode, amount }]), instant],
  );
  expect(rows).toMatchObject([{ status: 'recorded' }]);
  recorded.push(at);
  return rows[0]?.record_id ?? '';
}

/** Records and takes it back. */
async function useAndVoid(at: number, accountId: string, featureCode: string, amount: number): Promise<void> {
  const id = await useAt(at, accountId, featureCode, amount);
  await node().done(node().post(`/usage/records/${id}/void`, { reason: 'a mistake' }));
  recorded.pop();
}

const within = (from: number, to: number) => recorded.filter((at) => at >= from && at < to).length;

function eventsOf({ usesByDay }: AdminOverview, start: number): number | undefined {
  return usesByDay.find(({ at }) => Date.parse(at) === start)?.events;
}

const features = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];

/** Two plans to be on offer, one that is to be had only, one that is to be neither, and a draft; ids by code. */
async function makePlans(): Promise<Record<string, string>> {
  const { server, admin } = node();
  for (const code of features) {
    await createFeature(server, admin, {
      code,
      name: { en: `The ${code}`, 'zh-CN': `功能 ${code}` },
      unit: `unit of ${code}`,
    });
  }
  const offers = [...features, 'words'].map((code) => ({ code, quota: -1, resetPeriod: 'monthly' as const }));
  const plans: Parameters<typeof createPlan>[2][] = [
    { code: 'big', sortOrder: 2 },
    {
      code: 'small',
      sortOrder: 1,
      features: [...offers, { code: 'calls', quota: 100, resetPeriod: 'monthly' }],
    },
    { code: 'old', sortOrder: 3, features: offers },
    { code: 'gone', sortOrder: 4 },
    { code: 'draft', sortOrder: 5, status: 'draft' },
  ];
  const planIds: Record<string, string> = {};
  for (const plan of plans) {
    const name = { en: `Plan ${plan.code}`, 'zh-CN': `方案 ${plan.code}` };
    planIds[plan.code] = (await createPlan(server, admin, { ...plan, name })).id;
  }
  return planIds;
}

async function makeAccount(externalId: string, planCode?: string): Promise<string> {
  const body = { name: `Customer ${externalId}`, ...(planCode === undefined ? {} : { planCode }) };
  const { id } = await node().done(node().put(`/admin/accounts/ext:${externalId}`, body));
  return String(id);
}

async function readNow(): Promise<number> {
  const { rows } = await node().server.ctx.pool.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]?.now.getTime() ?? 0;
}

/** Uses at both sides of each bound, and spread over accounts and features. */
async function recordUses(accounts: Record<string, string>, now: number): Promise<void> {
  const minute = Math.floor(now / minuteMs) * minuteMs;
  const today = Math.floor(now / dayMs) * dayMs;
  const { a = '', b = '', c = '', d = '', e = '', f = '' } = accounts;

  // Long past, so that no top knows of them. Words: not among the features of the tops.
  for (const at of [today - 29 * dayMs - 1, today - 29 * dayMs, today - 10 * dayMs, today - 9 * dayMs - 1]) {
    await useAt(at, f, 'words', 1_000);
  }
  await useAt(now - 24 * hourMs - 10 * minuteMs, f, 'zeta', 1_000);
  await useAndVoid(today - 10 * dayMs + hourMs, f, 'words', 5);

  // The last 60 whole minutes, and their neighbours: a has the most.
  for (const at of [minute - 60 * minuteMs - 1, minute - 60 * minuteMs, minute - 3 * minuteMs]) {
    await useAt(at, a, 'alpha', 10);
  }
  for (const at of [minute - minuteMs - 1, minute - 1, minute]) await useAt(at, a, 'alpha', 10);
  await useAt(now - 2 * secondMs, a, 'beta', 7);
  for (const [account, uses] of Object.entries({ [b]: 5, [c]: 4, [d]: 3, [e]: 2 })) {
    for (let index = 0; index < uses; index += 1) await useAt(now - 23 * hourMs + index, account, 'beta', 2);
  }
  for (const [code, uses] of Object.entries({ gamma: 3, delta: 2, epsilon: 1 })) {
    for (let index = 0; index < uses; index += 1) await useAt(now - 5 * hourMs + index, a, code, 100);
  }
  // Were they counted, f and zeta would lead.
  for (let index = 0; index < 9; index += 1) await useAndVoid(now - 2 * hourMs + index, f, 'zeta', 50);
}

/** Each account crosses its three thresholds; the last one did so yesterday, in a period that is over. */
async function crossThresholds(now: number): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [index, name] of ['p', 'q', 'r', 's', 't'].entries()) {
    const id = await makeAccount(name, 'small');
    ids[name] = id;
    const at = name === 't' ? now - 25 * hourMs : now - (30 + index) * minuteMs;
    // Within the period that began with the plan.
    const usedAt = name === 't' ? at : await readNow();
    for (const [step, amount] of [80, 15, 5].entries()) await useAt(usedAt + step, id, 'calls', amount);
    // Alerts are dated by the clock.
    await node().server.owner.query(
      `update public.quota_alerts
       set created_at = $2::timestamptz + threshold * interval '1 millisecond' where account_id = $1`,
      [id, new Date(at).toISOString()],
    );
  }
  return ids;
}

describe('GET /admin/insights/overview', () => {
  let overview: AdminOverview;
  let planIds: Record<string, string>;
  /** Starts of days, as of when the uses were recorded. */
  let firstDay: number;
  let tenDaysAgo: number;
  const accounts: Record<string, string> = {};

  beforeAll(async () => {
    planIds = await makePlans();
    for (const name of ['a', 'b', 'c', 'd', 'e']) accounts[name] = await makeAccount(name, 'small');
    accounts['f'] = await makeAccount('f', 'old');
    accounts['without'] = await makeAccount('without');
    const { server, admin } = node();
    for (const code of ['old', 'gone']) {
      const path = `/admin/products/plans/${planIds[code] ?? ''}/status`;
      await node().done(node().send('patch', path, { status: 'archived' }, { token: admin }));
    }
    await server.ctx.pool.query(
      `update public.accounts set created_at = now() - interval '7 days 1 minute' where id = $1`,
      [accounts['without']],
    );
    const now = await readNow();
    firstDay = Math.floor(now / dayMs) * dayMs - 29 * dayMs;
    tenDaysAgo = firstDay + 19 * dayMs;
    await recordUses(accounts, now);
    Object.assign(accounts, await crossThresholds(now));
    overview = await read();
  });

  it('counts accounts, new ones, and those without a plan', () => {
    // Six customers with plans, five more that cross thresholds, one without a plan, and the admin, who has none.
    expect(overview.accounts).toEqual({ total: 13, newLast7Days: 12, withoutPlan: 2 });
  });

  it('counts accounts by plan in the catalog’s order: those on offer, and those that somebody has', () => {
    const plan = (code: string, count: number) => ({
      planId: planIds[code],
      code,
      name: { en: `Plan ${code}`, 'zh-CN': `方案 ${code}` },
      accounts: count,
    });
    expect(overview.plans).toEqual({
      active: 2,
      byPlan: [plan('small', 10), plan('big', 0), plan('old', 1)],
    });
  });

  it('has the last 60 whole minutes, oldest first, and each use in its own', () => {
    const end = Math.floor(Date.parse(overview.at) / minuteMs) * minuteMs;
    const starts = Array.from({ length: 60 }, (_, index) => end - (60 - index) * minuteMs);
    expect(overview.usesPerMinute.perMinute).toEqual(
      starts.map((start) => ({
        at: new Date(start).toISOString(),
        events: within(start, start + minuteMs),
      })),
    );
    expect(overview.usesPerMinute.perMinute.filter(({ events }) => events > 0).length).toBeGreaterThan(3);
  });

  it('counts the last 60 seconds, whatever minute they lie in', () => {
    const at = Date.parse(overview.at);
    expect(overview.usesPerMinute.lastMinute).toBe(within(at - minuteMs, at));
  });

  it('has the last 30 days of UTC, today last, without what was voided', () => {
    const today = Math.floor(Date.parse(overview.at) / dayMs) * dayMs;
    const starts = Array.from({ length: 30 }, (_, index) => today - (29 - index) * dayMs);
    expect(overview.usesByDay).toEqual(
      starts.map((start) => ({ at: new Date(start).toISOString(), events: within(start, start + dayMs) })),
    );
    expect(eventsOf(overview, firstDay)).toBe(1);
    expect(eventsOf(overview, tenDaysAgo)).toBe(2);
  });

  it('names the five accounts with the most uses of 24 hours, voided ones left out', () => {
    const top = (name: string, events: number) => ({
      accountId: accounts[name],
      name: `Customer ${name}`,
      externalId: name,
      planCode: 'small',
      events,
    });
    const [first, second, third, ...rest] = overview.topAccounts;
    expect([first, second, third]).toEqual([top('a', 13), top('b', 5), top('c', 4)]);
    // Several have three.
    expect(rest.map(({ events }) => events)).toEqual([3, 3]);
  });

  it('names the five features with the most uses of 24 hours, with what was used', () => {
    const top = (code: string, events: number, used: number, unit = `unit of ${code}`) => ({
      featureCode: code,
      name: { en: `The ${code}`, 'zh-CN': `功能 ${code}` },
      unit: { en: unit, 'zh-CN': unit },
      events,
      used,
    });
    const calls = { ...top('calls', 12, 400, 'call'), name: { en: 'calls', 'zh-CN': 'calls' } };
    expect(overview.topFeatures).toEqual([
      top('beta', 15, 35),
      calls,
      top('alpha', 6, 60),
      top('gamma', 3, 300),
      top('delta', 2, 200),
    ]);
  });

  it('counts alerts of 24 hours, and shows the newest with their account’s name: one of a feature and period', () => {
    expect(overview.alertsToday).toEqual({ warning: 0, critical: 0, exhausted: 4, overage_started: 0 });
    expect(overview.latestAlerts).toMatchObject(
      ['p', 'q', 'r', 's', 't'].map((name) => ({
        accountId: accounts[name],
        accountName: `Customer ${name}`,
        featureCode: 'calls',
        level: 'exhausted',
        threshold: 100,
        used: 100,
        quota: 100,
        holds: name !== 't',
      })),
    );
  });

  it('counts no alert that something has resolved, and says so beside it', async () => {
    const path = `/admin/accounts/${accounts['q'] ?? ''}/usage/reset`;
    await node().done(node().post(path, { reason: 'a favour' }, { token: node().admin }));
    await waitUntil(async () => (await read()).alertsToday.exhausted === 3);
    const { latestAlerts } = await read();
    expect(latestAlerts.map(({ accountName, holds }) => [accountName, holds])).toEqual(
      ['p', 'q', 'r', 's', 't'].map((name) => [`Customer ${name}`, !['q', 't'].includes(name)]),
    );
  });

  it('answers all who ask at once with one read, and shows what is new within seconds', async () => {
    const { b = '' } = accounts;
    await node().done(node().put('/admin/accounts/ext:late', { name: 'Late', planCode: 'big' }));
    await node().use(b, { featureCode: 'delta', amount: 3 });
    recorded.push(await readNow());
    const before = await read();
    await waitUntil(async () => (await read()).accounts.total === 14);
    await waitUntil(async () => (await read()).topFeatures.some(({ used }) => used === 203));

    await waitUntil(async () => (await read()).at > before.at);
    const many = await Promise.all(Array.from({ length: 20 }, read));
    expect(new Set(many.map(({ at }) => at)).size).toBeLessThanOrEqual(2);
    const last = many[0]!;
    const at = Date.parse(last.at);
    expect(last.usesPerMinute.lastMinute).toBe(within(at - minuteMs, at));
    expect(last.usesByDay.at(-1)?.events).toBe(within(Math.floor(at / dayMs) * dayMs, at));
    expect(eventsOf(last, tenDaysAgo)).toBe(2);
  });

  it('takes a use of a day long counted back when it is voided', async () => {
    const { rows } = await node().server.ctx.pool.query<{ id: string }>(
      `select record.id from public.usage_records as record
       where kind = 'use' and id < public.uuid_v7_floor(now() - interval '8 days') and amount = 1000
       order by id desc limit 1`,
    );
    await node().done(node().post(`/usage/records/${rows[0]?.id ?? ''}/void`, { reason: 'late' }));
    await waitUntil(async () => eventsOf(await read(), tenDaysAgo) === 1);
  });

  it('keeps no failure: when the database answers again, so does the overview', async () => {
    const pool = node().server.owner;
    const status = async () => (await node().get('/admin/insights/overview', { token: node().admin })).status;
    await pool.query('alter table public.quota_alerts rename to quota_alerts_away');
    await waitUntil(async () => (await status()) === 500);
    await pool.query('alter table public.quota_alerts_away rename to quota_alerts');
    expect(await status()).toBe(200);
  });

  it('is for admins: 403 for others and for API keys', async () => {
    const { token } = await node().person();
    for (const caller of [token, node().apiKey]) {
      expect(await node().get('/admin/insights/overview', { token: caller })).toMatchObject({ status: 403 });
    }
  });
});
