import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../harness/clock/wait.ts';
import {
  badFields,
  idsOf,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const reserve = (accountId: string, fields: object = {}, options?: object) =>
  node().post('/usage/reservations', { accountId, featureCode: 'calls', amount: 10, ...fields }, options);

async function hold(accountId: string, fields: object = {}): Promise<string> {
  return String((await node().done(reserve(accountId, fields))).id);
}

const commit = (id: string, body: object = {}, options?: object) =>
  node().post(`/usage/reservations/${id}/commit`, body, options);
const release = (id: string, body: object = {}, options?: object) =>
  node().post(`/usage/reservations/${id}/release`, body, options);

describe('POST /usage/reservations', () => {
  it('201 holds the amount, shown apart from what is used', async () => {
    const { id } = await node().account();
    await node().use(id, { amount: 5 });
    const answer = await reserve(id, { amount: 60, ttlSeconds: 60 });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        data: {
          featureCode: 'calls',
          status: 'held',
          amount: 60,
          committedAmount: null,
          recordId: null,
          replayed: false,
          quota: { used: 5, reserved: 60, remaining: 35, percent: 65 },
        },
      },
    });
    const seconds = (Date.parse(answer.body.data.expiresAt) - Date.now()) / 1000;
    expect(Math.abs(seconds - 60)).toBeLessThan(30);
    expect((await node().get(`/usage/check-quota/calls?accountId=${id}&amount=36`)).body.data.allowed).toBe(
      false,
    );
  });

  it('200 replays a key, from the header or the body, and holds once', async () => {
    const { id } = await node().account();
    const first = await reserve(id, { idempotencyKey: 'a' });
    expect(first.status).toBe(201);
    const headers = { 'idempotency-key': 'a' };
    for (const again of [await reserve(id, { idempotencyKey: 'a' }), await reserve(id, {}, { headers })]) {
      expect(again).toMatchObject({
        status: 200,
        body: { data: { id: first.body.data.id, replayed: true } },
      });
    }
    expect(await node().quota(id)).toMatchObject({ reserved: 10 });
  });

  it('200 or 201 but one reservation when a key comes many times at once', async () => {
    const { id } = await node().account();
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve(id, { idempotencyKey: 'a' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  });

  it('403 for users, keys without the scope, and features not in the plan', async () => {
    const { token, account } = await node().person();
    expect(await reserve(account.id, {}, { token })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const reader = await node().key('usage:read');
    expect(await reserve(account.id, {}, { token: reader })).toMatchObject({ status: 403 });
    expect(await reserve(account.id, { featureCode: 'words' })).toMatchObject({
      status: 403,
      body: { code: 'feature_not_in_plan' },
    });
  });

  it('404 for unknown features and accounts', async () => {
    const { id } = await node().account();
    expect(await reserve(id, { featureCode: 'nonsense' })).toMatchObject({
      body: { code: 'feature_unknown' },
    });
    expect(await reserve(unknownId)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('429 with the numbers and Retry-After', async () => {
    const { id } = await node().account();
    await hold(id, { amount: 95 });
    const refused = await reserve(id);
    const shortage = { required: 10, left: 5, detail: '10 asked, 5 left: 0 of 100 used and 95 held' };
    expect(refused).toMatchObject({
      status: 429,
      body: { ...shortage, quota: { reserved: 95, remaining: 5 } },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: undefined }],
    ['ttlSeconds', { ttlSeconds: 0 }],
    ['ttlSeconds', { ttlSeconds: 86_401 }],
    ['idempotencyKey', { idempotencyKey: ' ' }],
    ['featureCode', { featureCode: 'export' }],
  ])('422 naming %s in %j', async (field, fields) => {
    const { id } = await node().account();
    const answer = await reserve(id, fields);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });

  it('422 for a key that came with another request', async () => {
    const { id } = await node().account();
    await hold(id, { idempotencyKey: 'a' });
    expect(await reserve(id, { idempotencyKey: 'a', amount: 11 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it('422 for more than a counter can hold exactly', async () => {
    const { id } = await node().account([{ code: 'calls', quota: -1, resetPeriod: 'monthly' }]);
    await hold(id, { amount: Number.MAX_SAFE_INTEGER });
    expect(badFields(await reserve(id))).toEqual(['amount']);
    expect(await node().quota(id)).toMatchObject({ reserved: Number.MAX_SAFE_INTEGER });
  });
});

describe('POST /usage/reservations/:id/commit', () => {
  it.each([
    [{}, 10],
    [{ amount: 4 }, 4],
    [{ amount: 60 }, 60],
    [{ amount: 0 }, 0],
  ])('200 for %j uses what was real and frees the rest', async (body, used) => {
    const { id } = await node().account();
    const answer = await commit(await hold(id), body);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        data: { status: 'committed', amount: 10, committedAmount: used, quota: { used, reserved: 0 } },
      },
    });
    const { body: records } = await node().get(`/usage/records?accountId=${id}`);
    expect(idsOf(records.data)).toEqual(used === 0 ? [] : [answer.body.data.recordId]);
  });

  it('200 again, with the same answer', async () => {
    const { id } = await node().account();
    const held = await hold(id);
    const first = await commit(held, { amount: 7 });
    expect((await commit(held, { amount: 7 })).body.data).toEqual(first.body.data);
    expect(await node().quota(id)).toMatchObject({ used: 7 });
  });

  it('200 sends the alerts that it raises', async () => {
    const person = await node().person();
    await commit(await hold(person.account.id, { amount: 80 }));
    const { body } = await node().get('/usage/alerts', { token: person.token });
    expect(body.data).toMatchObject([{ threshold: 80, used: 80 }]);
  });

  it('403 for users and keys without the scope', async () => {
    const { token, account } = await node().person();
    const held = await hold(account.id);
    for (const other of [token, await node().key('usage:read')]) {
      expect(await commit(held, {}, { token: other })).toMatchObject({ status: 403 });
      expect(await release(held, {}, { token: other })).toMatchObject({ status: 403 });
    }
  });

  it('404 for what does not exist and, in the same words, for another account’s', async () => {
    const [one, other] = [await node().account(), await node().account()];
    const held = await hold(one.id);
    const unknown = wordsOf(await commit(unknownId, { accountId: other.id }));
    expect(unknown).toMatchObject({ httpStatus: 404, code: 'not_found' });
    expect(wordsOf(await commit(held, { accountId: other.id }))).toEqual(unknown);
    expect(wordsOf(await release(held, { accountId: other.ref }))).toEqual(unknown);
    expect(wordsOf(await release(unknownId))).toEqual(unknown);
    expect(await commit(held, { accountId: one.ref })).toMatchObject({ status: 200 });
  });

  it('409 once it is released, expired, or committed with another amount', async () => {
    const { id } = await node().account();
    const [released, committed] = [await hold(id), await hold(id)];
    await release(released);
    await commit(committed);
    for (const answer of [
      await commit(released),
      await commit(committed, { amount: 1 }),
      await release(committed),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'reservation_closed' } });
    }
  });

  it('422 for bad amounts and ids', async () => {
    const { id } = await node().account();
    const held = await hold(id);
    expect(badFields(await commit(held, { amount: -1 }))).toEqual(['amount']);
    expect(badFields(await commit(held, { amount: 1.5 }))).toEqual(['amount']);
    expect(await commit('nonsense')).toMatchObject({ status: 422 });
  });

  it('429 for more than fits, and the reservation stays', async () => {
    const { id } = await node().account();
    const held = await hold(id);
    expect(await commit(held, { amount: 101 })).toMatchObject({
      status: 429,
      body: {
        required: 101,
        left: 100,
        detail: '101 asked, 100 left with what is held for it: 0 of 100 used and 10 held',
        quota: { reserved: 10, remaining: 90 },
      },
    });
    expect(await commit(held)).toMatchObject({ status: 200 });
  });
});

describe('POST /usage/reservations/:id/release', () => {
  it('200 frees what it holds, and again changes nothing', async () => {
    const { id } = await node().account();
    const held = await hold(id);
    for (const answer of [await release(held), await release(held)]) {
      expect(answer).toMatchObject({
        body: { data: { status: 'released', quota: { used: 0, reserved: 0 } } },
      });
    }
  });

  it('200 for one whose time is up; it freed itself', async () => {
    const { id } = await node().account();
    const held = await hold(id, { ttlSeconds: 1, amount: 100 });
    await waitUntil(() => node().allows(id, 100));
    expect(await node().quota(id)).toMatchObject({ used: 0, reserved: 0, remaining: 100 });
    expect(await commit(held)).toMatchObject({ status: 409 });
    expect(await release(held)).toMatchObject({ status: 200, body: { data: { status: 'expired' } } });
  });
});
