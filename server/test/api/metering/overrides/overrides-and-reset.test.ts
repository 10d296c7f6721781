import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { badFields, unknownId, useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { letOverridesEnd } from '../../../harness/metering/override-end.ts';

const node = useMeteringServer();

describe('PUT and DELETE /admin/accounts/:accountId/overrides/:featureCode', () => {
  const set = (ref: string, code: string, body: object, options?: object) =>
    node().put(`/admin/accounts/${ref}/overrides/${code}`, body, options);
  const lift = (ref: string, code: string, body?: object, options?: object) =>
    node().delete(`/admin/accounts/${ref}/overrides/${code}`, body, options);

  it('200 sets and lifts, each with an audit line', async () => {
    const { id } = await node().account();
    expect(await set(id, 'calls', { quota: 500, reason: 'a pilot' })).toMatchObject({
      status: 200,
      body: { data: { quotas: [{ quota: 500 }, {}], overrides: [{ quota: 500 }] } },
    });
    expect(await lift(id, 'calls', { reason: 'the pilot is over' })).toMatchObject({
      status: 200,
      body: { data: { quotas: [{ quota: 100 }, {}], overrides: [] } },
    });
    expect((await node().audit(id)).slice(1)).toMatchObject([
      {
        action: 'override.set',
        target: 'calls',
        reason: 'a pilot',
        details: { quota: 500, expiresAt: null },
      },
      { action: 'override.lifted', target: 'calls', reason: 'the pilot is over', details: { quota: null } },
    ]);
  });

  it('200 lifts also without a body', async () => {
    const { id } = await node().account();
    await set(id, 'calls', { quota: 500, reason: 'x' });
    expect(await lift(id, 'calls')).toMatchObject({ status: 200 });
  });

  it('200 grants a feature that the plan does not have', async () => {
    const { id } = await node().account();
    await set(id, 'words', { quota: 2, reason: 'x' });
    await node().use(id, { featureCode: 'words' });
    expect(await node().quota(id, 'words')).toMatchObject({ quota: 2, used: 1 });
    await lift(id, 'words');
    expect(await node().post('/usage/record', { accountId: id, featureCode: 'words' })).toMatchObject({
      status: 403,
    });
    expect(await node().quota(id, 'words')).toBeUndefined();
  });

  it('200 ends by itself when it expires, for checks and records', async () => {
    const { id } = await node().account();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await set(id, 'calls', { quota: 0, expiresAt, reason: 'x' });
    expect(await node().post('/usage/record', { accountId: id, featureCode: 'calls' })).toMatchObject({
      status: 429,
    });
    expect(await node().allows(id)).toBe(false);
    await letOverridesEnd(node().server.owner, id);
    expect(await node().post('/usage/record', { accountId: id, featureCode: 'calls' })).toMatchObject({
      status: 201,
      body: { data: { quota: { quota: 100, used: 1 } } },
    });
    await waitUntil(() => node().allows(id));
    expect((await node().done(node().get(`/admin/accounts/${id}`))).overrides).toEqual([]);
  });

  it('403 for users and for keys without the scope', async () => {
    const { token, account } = await node().person();
    for (const other of [token, await node().key('accounts:read')]) {
      const options = { token: other };
      expect(await set(account.id, 'calls', { quota: 5, reason: 'x' }, options)).toMatchObject({
        status: 403,
      });
      expect(await lift(account.id, 'calls', {}, options)).toMatchObject({ status: 403 });
    }
  });

  it('404 for unknown accounts and features, and for nothing to lift', async () => {
    const { id } = await node().account();
    const body = { quota: 5, reason: 'x' };
    expect(await set(unknownId, 'calls', body)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await set(id, 'nonsense', body)).toMatchObject({ status: 404, body: { code: 'feature_unknown' } });
    expect(await lift(id, 'nonsense')).toMatchObject({ status: 404, body: { code: 'feature_unknown' } });
    expect(await lift(id, 'calls')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await node().audit(id)).toMatchObject([{ action: 'account.created' }]);
  });

  it.each([
    ['quota', { quota: -2, reason: 'x' }],
    ['quota', { quota: 1.5, reason: 'x' }],
    ['quota', { reason: 'x' }],
    ['reason', { quota: 1 }],
    ['expiresAt', { quota: 1, reason: 'x', expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { quota: 1, reason: 'x', expiresAt: 'tomorrow' }],
  ])('422 naming %s in %j', async (field, body) => {
    const { id } = await node().account();
    const answer = await set(id, 'calls', body);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });

  it('422 for a boolean feature', async () => {
    const { id } = await node().account();
    expect(badFields(await set(id, 'export', { quota: 1, reason: 'x' }))).toEqual(['quota']);
  });
});

describe('POST /admin/accounts/:accountId/usage/reset', () => {
  const reset = (ref: string, body: object, options?: object) =>
    node().post(`/admin/accounts/${ref}/usage/reset`, body, options);

  it('200 sets the present periods back, of one feature or all, with an audit line', async () => {
    const { id } = await node().account([
      { code: 'calls', quota: 100, resetPeriod: 'monthly' },
      { code: 'words', quota: 100, resetPeriod: 'daily' },
    ]);
    const use = async () => {
      await node().use(id, { amount: 90 });
      await node().use(id, { featureCode: 'words', amount: 9 });
    };
    await use();
    expect(await reset(id, { featureCode: 'words', reason: 'goodwill' })).toMatchObject({
      status: 200,
      body: {
        data: {
          reset: ['words'],
          quotas: [
            { featureCode: 'calls', used: 90 },
            { used: 0, remaining: 100 },
          ],
        },
      },
    });
    const { body } = await reset(id, { reason: 'goodwill' });
    expect(new Set(body.data.reset)).toEqual(new Set(['calls', 'words']));
    expect(body.data.quotas).toMatchObject([{ used: 0 }, { used: 0 }]);
    await use();
    expect((await node().audit(id)).slice(1)).toMatchObject([
      { action: 'usage.reset', target: 'words', reason: 'goodwill', details: { features: ['words'] } },
      { action: 'usage.reset', target: null, reason: 'goodwill' },
    ]);
  });

  it('200 with nothing to reset', async () => {
    const { id } = await node().account();
    expect((await reset(id, { reason: 'x' })).body.data.reset).toEqual([]);
  });

  it('403, 404 and 422', async () => {
    const { token, account } = await node().person();
    expect(await reset(account.id, { reason: 'x' }, { token })).toMatchObject({ status: 403 });
    expect(await reset(unknownId, { reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await reset(account.id, { featureCode: 'nonsense', reason: 'x' })).toMatchObject({
      body: { code: 'feature_unknown' },
    });
    expect(badFields(await reset(account.id, {}))).toEqual(['reason']);
  });
});
