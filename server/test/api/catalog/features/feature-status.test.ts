import { describe, expect, it } from '@jest/globals';
import { listAudit } from '../../../../src/identity/service.ts';
import { contentOf, createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { type Answer, signInUser, subscribe, useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
const path = '/admin/products/features';

const make = (code: string) => createFeature(node().server, node().admin, { code });
const patch = (code: string, status: string, token = node().admin): Promise<Answer> =>
  node().call('PATCH', `${path}/${code}/status`, { token, body: { status } });
const revision = () => node().server.ctx.catalog.snapshot.revision;

describe('PATCH status', () => {
  it('200: archives a feature and takes it back, and writes both down', async () => {
    const made = await make('coming_and_going');
    expect(made.archivedAt).toBeNull();
    const before = revision();
    const archived = await patch('coming_and_going', 'archived');
    expect(archived.status).toBe(200);
    expect(Date.parse(archived.body.data.archivedAt)).toBeGreaterThan(Date.parse(made.createdAt));
    expect(revision()).toBeGreaterThan(before);
    const back = await patch('coming_and_going', 'active');
    expect(back.body.data).toMatchObject({ code: 'coming_and_going', archivedAt: null });

    const { entries } = await listAudit(node().server.ctx.db, { limit: 2, offset: 0 });
    expect(entries).toMatchObject([
      { action: 'feature.restored', target: 'coming_and_going', details: { after: { archivedAt: null } } },
      {
        action: 'feature.archived',
        target: 'coming_and_going',
        details: { before: { archivedAt: null }, after: { archivedAt: archived.body.data.archivedAt } },
      },
    ]);
  });

  it('200: keeps why, here and where one is deleted', async () => {
    await make('reasoned');
    const body = { status: 'archived', reason: 'nobody counts it' };
    expect((await node().call('PATCH', `${path}/reasoned/status`, { body })).status).toBe(200);
    const deleted = await node().call('DELETE', `${path}/reasoned`, { body: { reason: 'a mistake' } });
    expect(deleted.status).toBe(200);
    const { entries } = await listAudit(node().server.ctx.db, { about: 'features', limit: 2, offset: 0 });
    expect(entries).toMatchObject([
      { action: 'feature.deleted', target: 'reasoned', reason: 'a mistake' },
      { action: 'feature.archived', target: 'reasoned', reason: 'nobody counts it' },
    ]);
  });

  it('200: changes nothing the second time', async () => {
    await make('twice');
    const first = await patch('twice', 'archived');
    const before = revision();
    const second = await patch('twice', 'archived');
    expect(second.body.data).toEqual(first.body.data);
    expect(revision()).toBe(before);
    const { total } = await listAudit(node().server.ctx.db, {
      action: 'feature.archived',
      limit: 1,
      offset: 0,
    });
    await patch('twice', 'archived');
    const again = await listAudit(node().server.ctx.db, { action: 'feature.archived', limit: 1, offset: 0 });
    expect(again.total).toBe(total);
  });

  it('404, 422 and 403: refuses the unknown, another status, and who is no admin', async () => {
    await make('refused');
    expect((await patch('unheard_of', 'archived')).status).toBe(404);
    expect((await patch('refused', 'draft')).status).toBe(422);
    expect((await patch('refused', 'archived', await signInUser(node()))).status).toBe(403);
  });
});

describe('an archived feature', () => {
  it('is found by its status', async () => {
    await make('found_active');
    await make('found_archived');
    await patch('found_archived', 'archived');
    const find = async (query: string) => {
      const { body } = await node().call('GET', `${path}?q=found_${query}`);
      return { codes: valuesOf(body.data, 'code'), total: body.page.total };
    };
    expect(await find('&status=archived')).toEqual({ codes: ['found_archived'], total: 1 });
    expect(await find('&status=active')).toEqual({ codes: ['found_active'], total: 1 });
    expect(await find('')).toMatchObject({ total: 2 });
    expect((await node().call('GET', `${path}?status=gone`)).status).toBe(422);
  });

  it('can not come into a plan, new or old, nor into the preview of one', async () => {
    await make('shut');
    await make('open');
    await patch('shut', 'archived');
    const features = [
      { code: 'open', quota: 1, resetPeriod: 'daily' as const },
      { code: 'shut', quota: 1, resetPeriod: 'daily' as const },
    ];
    const refusal = {
      status: 422,
      body: {
        code: 'invalid_input',
        errors: [
          {
            path: 'features.1.code',
            message: 'shut is archived: only plans that have it already can keep it',
          },
        ],
      },
    };
    const plan = await createPlan(node().server, node().admin, { code: 'without' });
    const content = { ...contentOf(plan), features };
    const answers = [
      await node().call('POST', '/admin/products/plans', { body: { ...content, code: 'with' } }),
      await node().call('PUT', `/admin/products/plans/${plan.id}`, {
        body: { ...content, rollout: 'now' },
        headers: { 'if-match': '"1"' },
      }),
      await node().call('POST', `/admin/products/plans/${plan.id}/preview`, { body: content }),
    ];
    for (const answer of answers) expect(answer).toMatchObject(refusal);
  });

  it('stays with the plans and accounts that have it, until a plan gives it up', async () => {
    await make('kept');
    const plan = await createPlan(node().server, node().admin, {
      code: 'keeper',
      features: [{ code: 'kept', quota: 5 }],
    });
    const accountId = await subscribe(node(), plan);
    await patch('kept', 'archived');
    const raised = await updatePlan(node().server, node().admin, plan.id, {
      features: [{ code: 'kept', quota: 9 }],
    });
    expect(raised.features).toMatchObject([{ code: 'kept', quota: 9 }]);
    const used = await node().call('POST', '/usage/record', {
      body: { accountId, featureCode: 'kept', amount: 9 },
    });
    expect(used.status).toBe(201);

    await updatePlan(node().server, node().admin, plan.id, { features: [] });
    await expect(
      updatePlan(node().server, node().admin, plan.id, { features: [{ code: 'kept', quota: 9 }] }),
    ).rejects.toThrow('422');
  });

  it('can be put into plans again once it is taken back', async () => {
    await make('again');
    await patch('again', 'archived');
    await patch('again', 'active');
    const plan = await createPlan(node().server, node().admin, {
      code: 'again',
      features: [{ code: 'again', quota: 1 }],
    });
    expect(plan.features).toHaveLength(1);
  });
});
