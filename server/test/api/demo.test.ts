import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { z } from 'zod';
import { AdminPlan, HistoryEntry, Plan } from '../../src/catalog/contract.ts';
import { Balance } from '../../src/credits/balances/contract.ts';
import { ActivePackage, Package } from '../../src/credits/packages/contract.ts';
import { PriceList } from '../../src/credits/prices/contract.ts';
import { Transaction } from '../../src/credits/transactions/contract.ts';
import { seedDemo, type DemoPerson } from '../../src/demo/seed.ts';
import { QuotaOverview } from '../../src/metering/accounts/contract.ts';
import { Alert } from '../../src/metering/alerts/contract.ts';
import { Statistics } from '../../src/metering/records/contract.ts';
import { AdminOrder } from '../../src/orders/admin/contract.ts';
import { Order } from '../../src/orders/contract.ts';
import { OrderStatistics } from '../../src/orders/statistics/contract.ts';
import { createFeature } from '../harness/catalog/catalog.ts';
import { expectSoon } from '../harness/clock/expect-soon.ts';
import { auditCredits } from '../harness/credits/credits-audit.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { registerUser, signIn, signInAdmin, type Reachable } from '../harness/identity/people.ts';
import { auditOrders } from '../harness/orders/orders-audit.ts';

const password = 'Demo-staple-7';

async function read<Schema extends z.ZodType>(
  server: Reachable,
  token: string,
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await fetch(`${server.url}/api${path}`, { headers: { authorization: `Bearer ${token}` } });
  const { data } = z.object({ ok: z.literal(true), data: z.unknown() }).parse(await response.json());
  return schema.parse(data);
}

/** How many rows each table that the demo writes to has. */
async function countRows({ ctx }: TestServer): Promise<Record<string, number>> {
  const tables = ['users', 'accounts', 'features', 'plans', 'plan_versions', 'plan_history', 'audit_log'];
  tables.push(
    'account_plans',
    'user_usage',
    'usage_records',
    'usage_voids',
    'usage_reservations',
    'quota_alerts',
    'credit_transactions',
    'credit_reservations',
    'user_packages',
    'orders',
    'payments',
    'refunds',
    'order_timeline',
    'subscriptions',
    'provider_events',
  );
  const counts = tables.map(async (table) => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      ctx.db,
    );
    return [table, rows[0]?.count ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

describe('on an empty database', () => {
  let server: TestServer;
  let people: DemoPerson[];
  let ada: string;
  let linus: string;
  let admin: string;
  const tokenOf = async (email: string) => (await signIn(server, email, password)).token;

  beforeAll(async () => {
    server = await startTestServer();
    ({ people } = await seedDemo(server.ctx, { password }));
    ada = await tokenOf('ada@example.com');
    linus = await tokenOf('linus@example.com');
    admin = await tokenOf('olivia@example.com');
  });
  afterAll(() => server.stop());

  it('everybody it names can sign in and has the plan it says', async () => {
    expect(people.map(({ plan }) => plan)).toEqual(expect.arrayContaining(['free', 'pro', 'team']));
    for (const { email, role, plan } of people) {
      const { token, user } = await signIn(server, email, password);
      expect(user.role).toBe(role);
      const overview = await read(server, token, '/usage/quota-overview', QuotaOverview);
      expect(overview.plan?.code).toBe(plan);
    }
  });

  it('every plan reads well in both languages, one of them highlighted, one the default', async () => {
    const plans = await read(server, ada, '/plans', z.array(Plan));
    expect(plans.map(({ code }) => code)).toEqual(['free', 'pro', 'team', 'enterprise']);
    expect(plans.filter(({ highlighted }) => highlighted).map(({ code }) => code)).toEqual(['pro']);
    for (const { name, description, features } of plans) {
      expect(name['zh-CN']).toMatch(/\p{Script=Han}/u);
      expect(description['zh-CN']).toMatch(/\p{Script=Han}/u);
      expect(description.en).toMatch(/^[A-Z].+\.$/);
      expect(features).toHaveLength(5);
    }
    const own = await read(server, admin, '/admin/products/plans', z.array(AdminPlan));
    expect(own.filter(({ isDefault }) => isDefault).map(({ code }) => code)).toEqual(['free']);
    expect(own.every(({ subscribers }) => subscribers > 0)).toBe(true);
  });

  it('credits have a price list and packages, and the plan Pro includes some', async () => {
    const { prices } = await read(server, admin, '/admin/credits/prices', PriceList);
    expect(prices.map(({ action, amount }) => [action, amount])).toEqual([
      ['article_illustration', 4],
      ['long_read', 60],
      ['translation', 12],
    ]);
    const packages = await read(server, ada, '/packages', z.array(Package));
    expect(packages.map(({ credits, dailyCredits }) => [credits, dailyCredits])).toEqual([
      [1_000, null],
      [0, 60],
    ]);
    for (const { name } of [...prices, ...packages]) expect(name['zh-CN']).toMatch(/\p{Script=Han}/u);

    const plans = await read(server, ada, '/plans', z.array(Plan));
    const including = plans.filter(({ credits }) => credits !== null);
    expect(including.map(({ code, credits }) => [code, credits?.amount, credits?.interval])).toEqual([
      ['pro', 500, 'month'],
    ]);
    const own = await read(server, admin, '/admin/products/plans', z.array(AdminPlan));
    const beyond = own.flatMap(({ code, features }) =>
      features.flatMap(({ overageRate, ...feature }) =>
        overageRate ? [[code, feature.code, overageRate]] : [],
      ),
    );
    expect(beyond).toEqual([['pro', 'llm_tokens', { credits: 1, per: 10_000 }]]);
  });

  it.each([
    [
      'ada@example.com',
      { held: 60, debt: 0 },
      ['subscription', 'bonus', 'admin', 'purchase'],
      ['credits_1000'],
    ],
    ['mei@example.com', { held: 0, debt: 0 }, ['daily', 'subscription'], ['daily_60']],
    ['grace@example.com', { held: 0, debt: 0, balance: 864 }, ['bonus'], ['credits_1000']],
  ])('%s has credits, and has spent some', async (email, standing, sources, running) => {
    const token = await tokenOf(email);
    const balance = await read(server, token, '/credits/balance', Balance);
    expect(balance).toMatchObject(standing);
    expect(balance.lots.map(({ source }) => source)).toEqual(expect.arrayContaining(sources));
    const packages = await read(server, token, '/packages/active', z.array(ActivePackage));
    expect(packages.map(({ code }) => code)).toEqual(running);
    const lines = await read(server, token, '/credits/transactions?limit=100', z.array(Transaction));
    const uses = lines.filter(({ type }) => type === 'consume');
    expect(uses.length).toBeGreaterThan(2);
    expect(uses.every(({ createdAt }) => Date.parse(createdAt) < Date.now())).toBe(true);
    expect(lines.filter(({ type }) => type === 'return')).toHaveLength(email.startsWith('ada') ? 1 : 0);
  });

  it('a daily allowance comes with each day, at its midnight, whether or not anything is used', async () => {
    const lines = await read(
      server,
      await tokenOf('mei@example.com'),
      '/credits/transactions?limit=100',
      z.array(Transaction),
    );
    const [first, ...later] = lines
      .filter(({ type, lots }) => type === 'grant' && lots[0]?.origin?.source === 'daily')
      .map(({ createdAt }) => new Date(createdAt))
      .toReversed();
    expect(later.length).toBeGreaterThanOrEqual(8);
    const hourOf = (at: Date) => at.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' });
    expect(new Set(later.map(hourOf))).toEqual(new Set(['00:00:00']));
    const days = [first, ...later].map((at) =>
      at?.toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' }),
    );
    expect(new Set(days).size).toBe(days.length);
  });

  it('the order book is believable: in two currencies, most of it paid, some of it given back', async () => {
    const orders = await read(server, admin, '/admin/orders?limit=100', z.array(AdminOrder));
    const statuses = Map.groupBy(orders, ({ status }) => status);
    expect([...statuses.keys()].sort()).toEqual([
      ...['cancelled', 'expired', 'paid', 'partially_refunded', 'pending', 'refunded'],
    ]);
    expect(statuses.get('paid')?.length).toBeGreaterThan(orders.length / 2);
    expect(new Set(orders.map(({ accountId }) => accountId)).size).toBeGreaterThan(8);
    expect(orders.every(({ provider, goodsDue }) => provider === 'sandbox' && !goodsDue)).toBe(true);
    const { currencies } = await read(server, admin, '/admin/orders/statistics', OrderStatistics);
    expect(currencies.map(({ currency }) => currency)).toEqual(['CNY', 'USD']);
    for (const { netMinor, steps } of currencies) {
      expect(netMinor).toBeGreaterThan(0);
      expect(steps.filter(({ paid }) => paid > 0).length).toBeGreaterThan(4);
    }
    const own = await read(server, ada, '/orders', z.array(Order));
    expect(own.map(({ status }) => status)).toEqual(['partially_refunded', 'cancelled', 'paid']);
  });

  it('who bought a plan has it', async () => {
    const { token } = await signIn(server, 'noor@example.com', password);
    const overview = await read(server, token, '/usage/quota-overview', QuotaOverview);
    expect(overview.plan?.code).toBe('pro');
    const { token: gone } = await signIn(server, 'sofia@example.com', password);
    expect((await read(server, gone, '/usage/quota-overview', QuotaOverview)).plan?.code).toBe('free');
  });

  it('the books of all orders are right', async () => {
    expect(await auditOrders(server.owner)).toEqual([]);
  });

  it('the books of all credits are right', async () => {
    expect(await auditCredits(server.owner)).toEqual([]);
  });

  it('the health check finds nothing to complain of', async () => {
    const findings = async () => {
      const { rows } = await server.owner.query<object>(
        `select check_name, rule, account_id, detail from public.check_accounts(
           '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', clock_timestamp()
         )`,
      );
      return rows;
    };
    // Not at once: what nobody paid in these six weeks is asked about first.
    await expectSoon(findings, []);
  });

  it('the history tells who changed plans, and why', async () => {
    const history = await read(server, admin, '/admin/products/history', z.array(HistoryEntry));
    const edits = history.filter(({ action }) => action === 'published');
    expect(edits.map(({ planCode, actor }) => [planCode, actor.name])).toEqual([
      ['team', 'Olivia Park'],
      ['pro', 'Olivia Park'],
    ]);
    // Written once, for readers of both languages.
    for (const { reason, changes } of edits) {
      expect(reason).toMatch(/^[A-Z].+\. \/ .*\p{Script=Han}/u);
      expect(changes.length).toBeGreaterThan(0);
    }
  });

  it('today is under way: 82 % with an alert, something held, something exhausted', async () => {
    const { features, alerts } = await read(server, ada, '/usage/quota-overview', QuotaOverview);
    const percents = Object.fromEntries(features.map(({ featureCode, percent }) => [featureCode, percent]));
    expect(percents).toMatchObject({ articles_per_day: 82, keyword_distillation: 61 });
    expect(features.find(({ featureCode }) => featureCode === 'publish_per_day')).toMatchObject({
      used: 18,
      reserved: 6,
      remaining: 26,
    });
    expect(alerts.unread).toBeGreaterThan(0);
    const [alert] = await read(server, ada, '/usage/alerts?status=unread', z.array(Alert));
    expect(alert).toMatchObject({ featureCode: 'articles_per_day', threshold: 80, level: 'warning' });

    const free = await read(server, linus, '/usage/quota-overview', QuotaOverview);
    expect(
      free.features.filter(({ percent }) => percent === 100).map(({ featureCode }) => featureCode),
    ).toEqual(['articles_per_day']);
  });

  it('alerts are as old as what raised them, and the older ones are read', async () => {
    const { rows } = await sql<{ misdated: number; read: number; unread: number }>`
      select count(*) filter (where created_at not between period_start and clock_timestamp()) as misdated,
        count(*) filter (where read_at > created_at) as read,
        count(*) filter (where read_at is null) as unread
      from quota_alerts`.execute(server.ctx.db);
    expect(rows).toMatchObject([{ misdated: 0 }]);
    expect(rows[0]?.read).toBeGreaterThan(0);
    expect(rows[0]?.unread).toBeGreaterThan(0);
  });

  it('statistics show six weeks with a rhythm of working days', async () => {
    const from = new Date(Date.now() - 46 * 86_400_000).toISOString();
    const path = `/usage/statistics?featureCode=llm_tokens&from=${from}`;
    const [series] = (await read(server, ada, path, Statistics)).series;
    const days = series?.points ?? [];
    expect(days.filter(({ used }) => used > 0).length).toBeGreaterThan(40);
    const meanOn = (weekdays: readonly number[]) => {
      // Midnight in Shanghai is the afternoon before in UTC.
      const chosen = days.filter(({ at }) => weekdays.includes((new Date(at).getUTCDay() + 1) % 7));
      return chosen.reduce((sum, { used }) => sum + used, 0) / chosen.length;
    };
    expect(meanOn([1, 2, 3, 4, 5])).toBeGreaterThan(1.5 * meanOn([0, 6]));
  });

  it('every counter is what was carried over plus the sum of its records, and within its quota', async () => {
    const { rows } = await sql<{ counters: number; wrong: number; over: number }>`
      select count(*) as counters,
        count(*) filter (where usage.used <> usage.carried + coalesce(charged.amount, 0)) as wrong,
        count(*) filter (where usage.quota <> -1 and usage.used + usage.reserved > usage.quota) as over
      from user_usage as usage
      left join (
        select account_id, feature_code, period_start, sum(amount)::bigint as amount
        from usage_records
        group by account_id, feature_code, period_start
      ) as charged using (account_id, feature_code, period_start)`.execute(server.ctx.db);
    expect(rows).toMatchObject([{ wrong: 0, over: 0 }]);
    expect(rows[0]?.counters).toBeGreaterThan(500);
  });

  it('no record is late, and none is of the future', async () => {
    const { rows } = await sql`
      select id from usage_records
      where period_start is null or occurred_at > created_at or created_at > clock_timestamp()`.execute(
      server.ctx.db,
    );
    expect(rows).toEqual([]);
  });

  it('the admin of the settings, who was there before the plans, has one too', async () => {
    const overview = await read(server, await signInAdmin(server), '/usage/quota-overview', QuotaOverview);
    expect(overview.plan?.code).toBe('free');
  });

  it('a second time is the same as once', async () => {
    const before = await countRows(server);
    const again = await seedDemo(server.ctx, { password });
    expect(again.people).toEqual(people);
    expect(await countRows(server)).toEqual(before);
  });

  it('nobody is named who can not sign in by the password given', async () => {
    expect(await seedDemo(server.ctx, { password: 'another-password' })).toEqual({ people: [] });
  });
});

describe('two nodes at once', () => {
  it('seed once, and both name the same people', async () => {
    const first = await startTestServer();
    const second = await startTestServer({ database: first.database });
    try {
      const [one, other] = await Promise.all([first, second].map(({ ctx }) => seedDemo(ctx, { password })));
      expect(one?.people).toHaveLength(5);
      expect(other).toEqual(one);
      const counts = await countRows(first);
      expect(counts).toMatchObject({ users: 13, accounts: 16, plans: 4, plan_versions: 6, usage_voids: 1 });
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});

describe('on a database where people have addresses of the cast', () => {
  it('leaves them alone: no role, no history, no sign-in named', async () => {
    const server = await startTestServer();
    try {
      const ada = await registerUser(server, { email: 'ada@example.com' });
      const { people } = await seedDemo(server.ctx, { password });
      expect(people.map(({ email }) => email)).not.toContain('ada@example.com');
      expect(people).toHaveLength(4);
      expect((await signIn(server, 'ada@example.com', ada.password)).user.role).toBe('user');
      const overview = await read(server, ada.token, '/usage/quota-overview', QuotaOverview);
      expect(overview.features.every(({ used }) => used === 0)).toBe(true);
    } finally {
      await server.stop();
    }
  });

  it.each(['user', 'admin'])('makes no demo of somebody who has its admin’s, as %s', async (role) => {
    const server = await startTestServer();
    try {
      const olivia = await registerUser(server, { email: 'olivia@example.com' });
      await sql`update users set role = ${role} where id = ${olivia.user.id}`.execute(server.ctx.db);
      const before = await countRows(server);
      expect(await seedDemo(server.ctx, { password: olivia.password })).toEqual({ people: [] });
      expect(await countRows(server)).toEqual(before);
      expect((await signIn(server, 'olivia@example.com', olivia.password)).user.role).toBe(role);
    } finally {
      await server.stop();
    }
  });

  it('goes on where a seeding was cut off', async () => {
    const server = await startTestServer();
    try {
      const signal = AbortSignal.abort();
      await expect(seedDemo(server.ctx, { password, signal })).rejects.toThrow();
      expect((await seedDemo(server.ctx, { password })).people).toHaveLength(5);
    } finally {
      await server.stop();
    }
  });
});

describe('on a database that is in use', () => {
  it('leaves a catalog of its own alone', async () => {
    const server = await startTestServer();
    try {
      await createFeature(server, await signInAdmin(server), { code: 'exports' });
      const before = await countRows(server);
      expect(await seedDemo(server.ctx, { password })).toEqual({ people: [] });
      expect(await countRows(server)).toEqual(before);
    } finally {
      await server.stop();
    }
  });
});
