import { beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { startCatalogServer, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles', unit: 'article' });
});

const getPlans = (headers: Record<string, string> = {}, on = node()) =>
  on.call('GET', '/plans', { token: null, headers });

async function codes(on = node()): Promise<unknown[]> {
  return valuesOf((await getPlans({}, on)).body.data, 'code');
}

describe('200', () => {
  it('shows active plans in their order to everybody, without what only admins see', async () => {
    const overageRate = { credits: 2, per: 10 };
    const features = [
      { code: 'articles', quota: 5, resetPeriod: 'daily' as const, overage: 'credits' as const, overageRate },
    ];
    await createPlan(node().server, node().admin, { code: 'second', sortOrder: 2, features });
    const first = await createPlan(node().server, node().admin, {
      code: 'first',
      sortOrder: 1,
      highlighted: true,
      features,
      prices: [{ interval: 'month', amountMinor: 900, currency: 'USD' }],
      credits: { amount: 500, interval: 'month', rolloverPeriods: 1 },
    });
    await createPlan(node().server, node().admin, { code: 'hidden', status: 'draft' });
    const { status, body, headers } = await getPlans();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(valuesOf(body.data, 'code')).toEqual(['first', 'second']);
    expect(body.data[0]).toEqual({
      id: first.id,
      code: 'first',
      name: first.name,
      description: first.description,
      version: 1,
      highlighted: true,
      sales: 'priced',
      contactUrl: null,
      prices: first.prices,
      features: [
        {
          code: 'articles',
          name: { en: 'articles', 'zh-CN': 'articles' },
          unit: { en: 'article', 'zh-CN': 'article' },
          kind: 'metered',
          quota: 5,
          resetPeriod: 'daily',
          enabled: true,
          overageRate,
        },
      ],
      credits: { amount: 500, interval: 'month', rolloverPeriods: 1 },
    });
    expect(body.data[1]).toMatchObject({ credits: null });
  });

  it.each(['br', 'gzip'])(
    'is compressed by %s for whom takes that, as nothing in it is secret',
    async (coding) => {
      await createPlan(node().server, node().admin, {
        code: `packed-${coding}`,
        sortOrder: 90,
        description: { en: 'x'.repeat(900), 'zh-CN': '长'.repeat(900) },
      });
      const { headers, body } = await getPlans({ 'accept-encoding': coding });
      expect(headers.get('content-encoding')).toBe(coding);
      expect(headers.get('vary')).toBe('Accept-Encoding');
      expect(valuesOf(body.data, 'code')).toContain(`packed-${coding}`);
    },
  );

  it('shows a change at once on the node that made it', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'at-once', sortOrder: 9 });
    for (let quota = 1; quota <= 20; quota += 1) {
      await updatePlan(node().server, node().admin, plan.id, { features: [{ code: 'articles', quota }] });
      const { body } = await getPlans();
      expect(body.data).toContainEqual(
        expect.objectContaining({
          id: plan.id,
          version: quota + 1,
          features: [expect.objectContaining({ quota })],
        }),
      );
    }
    await node().call('PATCH', `/admin/products/plans/${plan.id}/status`, { body: { status: 'archived' } });
    expect(await codes()).not.toContain('at-once');
  });

  it('never goes back to an older picture while many are changing it', async () => {
    const names = ['busy-1', 'busy-2', 'busy-3'];
    const plans = await Promise.all(
      names.map((code) => createPlan(node().server, node().admin, { code, sortOrder: 50 })),
    );
    const seen = new Map<string, number>();
    const look = async () => {
      for (const { id, version } of (await getPlans()).body.data) {
        expect(version).toBeGreaterThanOrEqual(seen.get(id) ?? 0);
        seen.set(id, version);
      }
    };
    const writing = Promise.all(
      plans.map(async ({ id }) => {
        for (let round = 0; round < 10; round += 1) {
          await updatePlan(node().server, node().admin, id, { highlighted: round % 2 === 0 });
        }
      }),
    );
    const finished = writing.then(() => 'finished');
    while ((await Promise.race([finished, look()])) !== 'finished');
    await look();
    expect(plans.map(({ id }) => seen.get(id))).toEqual([11, 11, 11]);
  });

  it('shows a feature by its new name at once', async () => {
    await node().call('PUT', '/admin/products/features/articles', {
      body: {
        name: { en: 'Articles', 'zh-CN': '文章' },
        unit: { en: 'piece', 'zh-CN': '篇' },
        kind: 'metered',
      },
    });
    const feature = (await getPlans()).body.data[0].features[0];
    expect([feature.name['zh-CN'], feature.unit['zh-CN']]).toEqual(['文章', '篇']);
  });

  it('shows on another node what one node changed, and what no node was told of', async () => {
    const other = await startCatalogServer({ database: node().server.database });
    try {
      await createPlan(node().server, node().admin, { code: 'everywhere' });
      await eventually(async () => expect(await codes(other)).toContain('everywhere'));
      await sql`update public.plans set status = 'archived' where code = 'everywhere'`.execute(
        node().server.ctx.db,
      );
      await eventually(async () => expect(await codes(other)).not.toContain('everywhere'));
    } finally {
      await other.stop();
    }
  });
});

describe('304', () => {
  it('answers a known ETag without a body, until something changes', async () => {
    const etag = (await getPlans()).headers.get('etag') ?? '';
    expect(etag).toMatch(/^".+"$/);
    const same = await getPlans({ 'if-none-match': `"other", W/${etag}` });
    expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, undefined, etag]);
    await createPlan(node().server, node().admin, { code: 'newest' });
    const changed = await getPlans({ 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('is answered by every node for the same plans', async () => {
    const other = await startCatalogServer({ database: node().server.database });
    try {
      const etag = (await getPlans()).headers.get('etag') ?? '';
      expect((await getPlans({ 'if-none-match': etag }, other)).status).toBe(304);
    } finally {
      await other.stop();
    }
  });
});

async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
