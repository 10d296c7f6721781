import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail } from '../../../../src/catalog/contract.ts';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { connectSocket } from '../../../harness/http/socket.ts';
import { signInUser, startCatalogServer, type CatalogServer, valuesOf } from '../catalog-server.ts';

interface Options {
  token?: string | null;
  seenPlanIds?: unknown;
}

let node: CatalogServer | undefined;
let a: AdminPlanDetail;
let b: AdminPlanDetail;
let c: AdminPlanDetail;

/** A server of its own for each test: which plans there are is what they are about. */
beforeEach(async () => {
  await node?.stop();
  node = await startCatalogServer();
  const make = (code: string, sortOrder: number) =>
    createPlan(server().server, server().admin, { code, sortOrder });
  a = await make('aa', 10);
  b = await make('bb', 20);
  c = await make('cc', 30);
});

afterAll(() => node?.stop());

function server(): CatalogServer {
  if (!node) throw new Error('There is no server');
  return node;
}

/** The plans as they stand at first, which is what whoever orders them has seen unless told otherwise. */
const asMade = () => [a.id, b.id, c.id];
const order = (planIds: unknown, { token = server().admin, seenPlanIds = asMade() }: Options = {}) =>
  server().call('PUT', '/admin/products/plans/order', { token, body: { planIds, seenPlanIds } });
const reordered = () => server().call('GET', '/admin/products/history?action=reordered&limit=100');

describe('200', () => {
  it('answers all plans in the new order, and every list has it', async () => {
    const { status, body } = await order([c.id, a.id, b.id]);
    expect(status).toBe(200);
    expect(valuesOf(body.data, 'code')).toEqual(['cc', 'aa', 'bb']);
    expect(valuesOf(body.data, 'sortOrder')).toEqual([10, 20, 30]);
    expect(body).not.toHaveProperty('page');
    for (const path of ['/plans', '/admin/products/plans']) {
      expect(valuesOf((await server().call('GET', path)).body.data, 'code')).toEqual(['cc', 'aa', 'bb']);
    }
  });

  it('lets the plans that it does not name follow, in the order they have', async () => {
    const { body } = await order([c.id.toUpperCase()]);
    expect(valuesOf(body.data, 'code')).toEqual(['cc', 'aa', 'bb']);
    expect(valuesOf(body.data, 'sortOrder')).toEqual([10, 20, 30]);
  });

  it('is followed by a plan that is made without a place', async () => {
    await order([c.id, a.id, b.id]);
    const added = await createPlan(server().server, server().admin, { code: 'a-new' });
    expect(added.sortOrder).toBe(40);
    const { body } = await server().call('GET', '/plans');
    expect(valuesOf(body.data, 'code')).toEqual(['cc', 'aa', 'bb', 'a-new']);
  });

  it('publishes no version, and writes down the one plan that was moved, with those beside it', async () => {
    const { body } = await order([c.id, a.id, b.id]);
    expect(valuesOf(body.data, 'version')).toEqual([1, 1, 1]);
    const { body: history } = await reordered();
    expect(history.data).toEqual([
      expect.objectContaining({
        planId: c.id,
        version: 1,
        actor: expect.objectContaining({ kind: 'user' }),
        changes: [
          { path: 'place.after', before: 'bb', after: null },
          { path: 'place.before', before: null, after: 'aa' },
          { path: 'place.number', before: 3, after: 1 },
        ],
      }),
    ]);
  });

  it.each([
    ['back to the end', () => [b.id, c.id, a.id], ['aa']],
    ['forward by one', () => [b.id, a.id, c.id], ['bb']],
    ['to the other end, both of them', () => [c.id, b.id, a.id], ['cc', 'bb']],
  ])('says who was moved %s, newest first in the new order', async (_, wanted, moved) => {
    await order(wanted());
    expect(valuesOf((await reordered()).body.data, 'planCode')).toEqual(moved);
  });

  it('changes nothing where the order is what it was', async () => {
    const { revision } = server().server.ctx.catalog.snapshot;
    expect((await order([a.id, b.id, c.id])).status).toBe(200);
    expect(server().server.ctx.catalog.snapshot.revision).toBe(revision);
    expect((await reordered()).body.page.total).toBe(0);
  });

  it('tells browsers once, whatever the number of plans', async () => {
    // Late news of the three plans would be heard as well.
    await waitUntil(async () => {
      const { rowCount } = await server().server.ctx.pool.query('select from outbox where sent_at is null');
      return rowCount === 0;
    });
    const visitor = await connectSocket(server().server, { namespace: '/public' });
    const admin = await connectSocket(server().server, { token: server().admin });
    await order([c.id, b.id, a.id]);
    const moved = expect.objectContaining({ rollout: null });
    await waitUntil(() => admin.payloads('admin:changed').some((change) => isAboutMany(change)));
    await waitUntil(() => visitor.payloads('plans:updated').length > 0);
    const marker = await createPlan(server().server, server().admin, { code: 'marker' });
    await waitUntil(() => visitor.payloads('plans:updated').length > 1);
    expect(visitor.payloads('plans:updated')).toEqual([
      moved,
      { planId: marker.id, version: 1, rollout: null },
    ]);
    visitor.socket.disconnect();
    admin.socket.disconnect();
  });

  it('says yes again to whoever asks for the order that is there already, whatever they saw', async () => {
    await order([c.id, b.id, a.id]);
    expect((await order([c.id, b.id, a.id])).status).toBe(200);
    expect((await order([c.id])).status).toBe(200);
    expect((await reordered()).body.page.total).toBe(2);
  });
});

describe('412', () => {
  const codes = async () => valuesOf((await server().call('GET', '/admin/products/plans')).body.data, 'code');

  it('tells whoever saw another order, and leaves the one that is there', async () => {
    expect((await order([b.id, c.id, a.id])).status).toBe(200);
    const { status, body } = await order([c.id, b.id, a.id]);
    expect([status, body.code]).toEqual([412, 'version_conflict']);
    expect(await codes()).toEqual(['bb', 'cc', 'aa']);
    expect((await order([c.id, b.id, a.id], { seenPlanIds: [b.id, c.id, a.id.toUpperCase()] })).status).toBe(
      200,
    );
    expect(await codes()).toEqual(['cc', 'bb', 'aa']);
  });

  it('tells one of two at once', async () => {
    const answers = await Promise.all([order([c.id, b.id, a.id]), order([b.id, c.id, a.id])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const first = answers[0].status === 200 ? 'cc bb aa' : 'bb cc aa';
    expect((await codes()).join(' ')).toBe(first);
  });

  it('tells whoever has not seen a plan that was made or deleted meanwhile', async () => {
    const made = await createPlan(server().server, server().admin, { code: 'made' });
    expect((await order([c.id, b.id, a.id])).status).toBe(412);
    await server().call('DELETE', `/admin/products/plans/${made.id}`);
    await server().call('DELETE', `/admin/products/plans/${b.id}`);
    for (const planIds of [
      [c.id, b.id, a.id],
      [c.id, a.id],
    ]) {
      expect((await order(planIds)).status).toBe(412);
    }
  });
});

describe('refusals', () => {
  it('422: names each id that no plan has, and moves nothing', async () => {
    const { status, body } = await order([c.id, randomUUID(), a.id]);
    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'planIds.1', message: 'There is no such plan', code: 'plan_unknown' }],
    ]);
    expect((await reordered()).body.page.total).toBe(0);
  });

  it('422: refuses doubles, none, too many and what are no ids', async () => {
    for (const planIds of [
      [a.id, a.id.toUpperCase()],
      [],
      Array.from({ length: 1_001 }, () => randomUUID()),
      ['a'],
      undefined,
    ]) {
      expect((await order(planIds)).status).toBe(422);
      expect((await order([a.id], { seenPlanIds: planIds ?? null })).status).toBe(422);
    }
  });

  it('401 and 403: is for admins only', async () => {
    expect((await order([a.id], { token: null })).status).toBe(401);
    expect((await order([a.id], { token: await signInUser(server()) })).status).toBe(403);
  });
});

function isAboutMany(change: unknown): boolean {
  return JSON.stringify(change) === JSON.stringify({ topic: 'plans', id: null });
}
