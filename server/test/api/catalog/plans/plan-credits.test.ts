import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { contentOf, createPlan } from '../../../harness/catalog/catalog.ts';
import { subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

/** Credits that a plan includes: as they are written, read, told in the history and refused. */

const node = useCatalogServer();
let count = 0;

const monthly = { amount: 500, interval: 'month' } as const;

function makePlan(credits?: object | null) {
  count += 1;
  const plan = { code: `credits-${count}`, name: both, description: both, prices: [], features: [] };
  return node().call('POST', '/admin/products/plans', {
    body: { ...plan, status: 'active', ...(credits !== undefined && { credits }) },
  });
}
const both = { en: 'A plan', 'zh-CN': '方案' };

async function publish(plan: Awaited<ReturnType<typeof createPlan>>, part: object) {
  return node().call('PUT', `/admin/products/plans/${plan.id}`, {
    body: { ...contentOf(plan), rollout: 'now', ...part },
    headers: { 'if-match': String(plan.version) },
  });
}

describe('a plan with credits', () => {
  it('says them as they were given, and that they end with their interval unless told otherwise', async () => {
    const { status, body } = await makePlan(monthly);
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ credits: { ...monthly, rolloverPeriods: 0 } });
    const most = { amount: Number.MAX_SAFE_INTEGER, interval: 'year', rolloverPeriods: 12 };
    expect((await makePlan(most)).body.data).toMatchObject({ credits: most });
  });

  it.each([[undefined], [null]])('has none where %s is given', async (credits) => {
    expect((await makePlan(credits)).body.data).toMatchObject({ credits: null });
  });

  it('keeps them where a change leaves them out, and takes them out for null', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'kept', credits: monthly });
    const kept = await publish(plan, { credits: undefined, highlighted: true });
    expect(kept.body.data).toMatchObject({ version: 2, credits: monthly });
    const taken = await publish({ ...plan, version: 2 }, { credits: null });
    expect(taken.body.data).toMatchObject({ version: 3, credits: null });
    const first = await node().call('GET', `/admin/products/plans/${plan.id}/versions/1`);
    expect(first.body.data).toMatchObject({ credits: { ...monthly, rolloverPeriods: 0 } });
  });

  it('publishes nothing where they are the same', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'same', credits: monthly });
    const same = { rolloverPeriods: 0, interval: 'month', amount: 500 };
    expect((await publish(plan, { credits: same })).body.data).toMatchObject({ version: 1 });
  });

  it('tells the history each of their fields, before and after', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'told', credits: monthly });
    await publish(plan, { credits: { amount: 300, interval: 'year', rolloverPeriods: 1 } });
    const { body } = await node().call('GET', `/admin/products/history?planId=${plan.id}`);
    expect(valuesOf(body.data, 'changes')[0]).toEqual([
      { path: 'credits.amount', before: 500, after: 300 },
      { path: 'credits.interval', before: 'month', after: 'year' },
      { path: 'credits.rolloverPeriods', before: 0, after: 1 },
    ]);
    expect(valuesOf(body.data, 'changes')[1]).toContainEqual({
      path: 'credits.amount',
      before: null,
      after: 500,
    });
  });

  it('gives them to the accounts that have it', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'given', credits: monthly });
    const accountId = await subscribe(node(), plan);
    const available = async () => {
      const { rows } = await sql<{ available: number }>`
        select available from public.credit_state(${accountId})`.execute(node().server.ctx.db);
      return rows[0]?.available;
    };
    expect(await available()).toBe(500);
    await publish(plan, { credits: { ...monthly, amount: 700 } });
    expect(await available()).toBe(700);
  });
});

describe('422', () => {
  it.each([
    ['credits.amount', { ...monthly, amount: 0 }],
    ['credits.amount', { ...monthly, amount: 1.5 }],
    ['credits.amount', { ...monthly, amount: 2 ** 53 }],
    ['credits.amount', { interval: 'month' }],
    ['credits.interval', { ...monthly, interval: 'lifetime' }],
    ['credits.interval', { amount: 500 }],
    ['credits.rolloverPeriods', { ...monthly, rolloverPeriods: -1 }],
    ['credits.rolloverPeriods', { ...monthly, rolloverPeriods: 13 }],
    ['credits', { ...monthly, priority: 3 }],
  ])('names %s of %j, also in the preview', async (path, credits) => {
    const plan = await createPlan(node().server, node().admin, { code: `refused-${(count += 1)}` });
    const answers = [
      await makePlan(credits),
      await publish(plan, { credits }),
      await node().call('POST', `/admin/products/plans/${plan.id}/preview`, {
        body: { ...contentOf(plan), credits },
      }),
    ];
    for (const { status, body } of answers) {
      expect([status, valuesOf(body.errors, 'path')]).toEqual([422, [path]]);
    }
  });
});
