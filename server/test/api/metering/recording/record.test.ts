import { describe, expect, it } from '@jest/globals';
import {
  badFields,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const daily = { code: 'calls', quota: 100, resetPeriod: 'daily' } as const;
const agoMs = (ms: number) => new Date(Date.now() - ms).toISOString();
const dayMs = 86_400_000;

describe('201', () => {
  it('records for an account by our id and by the host’s own, and tells the quota after it', async () => {
    const { id, ref } = await node().account();
    const first = await node().post('/usage/record', { accountId: id, featureCode: 'calls', amount: 30 });
    expect(first).toMatchObject({
      status: 201,
      body: {
        data: {
          featureCode: 'calls',
          amount: 30,
          replayed: false,
          late: false,
          alerts: [],
          quota: {
            featureCode: 'calls',
            unit: { en: 'call', 'zh-CN': 'call' },
            unlimited: false,
            quota: 100,
            used: 30,
            reserved: 0,
            remaining: 70,
            percent: 30,
            resetPeriod: 'monthly',
            timeZone: 'UTC',
          },
        },
      },
    });
    const second = await node().post('/usage/record', { accountId: ref, featureCode: 'calls' });
    expect(second).toMatchObject({ status: 201, body: { data: { amount: 1, quota: { used: 31 } } } });
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });

  it('tells the thresholds crossed, with their levels', async () => {
    const { id } = await node().account();
    const { body } = await node().post('/usage/record', { accountId: id, featureCode: 'calls', amount: 96 });
    expect(body.data.alerts).toEqual([
      { threshold: 80, level: 'warning' },
      { threshold: 95, level: 'critical' },
    ]);
  });

  it('shows an unlimited quota as -1', async () => {
    const { id } = await node().account([{ code: 'calls', quota: -1, resetPeriod: 'never' }]);
    const { body } = await node().post('/usage/record', { accountId: id, featureCode: 'calls', amount: 5 });
    expect(body.data.quota).toMatchObject({
      unlimited: true,
      quota: -1,
      remaining: -1,
      percent: null,
      used: 5,
      periodEnd: null,
    });
  });

  it('records a late use, charged to no quota', async () => {
    const { id } = await node().account([daily]);
    await node().use(id, { amount: 3 });
    const event = {
      accountId: id,
      featureCode: 'calls',
      amount: 50,
      occurredAt: agoMs(5 * dayMs),
      idempotencyKey: 'l',
    };
    expect(await node().post('/usage/record', event)).toMatchObject({
      status: 201,
      body: { data: { late: true, amount: 50, alerts: [], quota: { used: 3, quota: 100 } } },
    });
    expect(await node().post('/usage/record', event)).toMatchObject({
      status: 200,
      body: { data: { late: true, replayed: true } },
    });
  });

  it('records late uses also where the counter of that day exists', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'daily' }]);
    // The day of yesterday's yesterday is closed for good but was opened by an event that came in its grace.
    for (const days of [1, 1, 3, 3]) {
      const event = { accountId: id, featureCode: 'calls', occurredAt: agoMs(days * dayMs) };
      expect(await node().post('/usage/record', event)).toMatchObject({ status: 201 });
    }
  });

  it('lets an admin record for any account, and for their own without naming it', async () => {
    const { id } = await node().account();
    const event = { accountId: id, featureCode: 'calls' };
    expect(await node().post('/usage/record', event, { token: node().admin })).toMatchObject({ status: 201 });
    expect(
      await node().post('/usage/record', { featureCode: 'calls' }, { token: node().admin }),
    ).toMatchObject({ status: 403, body: { code: 'feature_not_in_plan' } });
  });

  it('keeps the metadata as it came', async () => {
    const { id } = await node().account();
    const metadata = { model: 'gräße 大', nested: { list: [1, null, 'x'] }, __proto__x: true };
    await node().use(id, { metadata });
    const { body } = await node().get(`/usage/records?accountId=${id}`);
    expect(body.data[0].metadata).toEqual(metadata);
  });
});

describe('200', () => {
  it('replays a key with the first answer, charged once', async () => {
    const { id } = await node().account();
    const event = { accountId: id, featureCode: 'calls', amount: 85, idempotencyKey: 'job-1' };
    const first = await node().post('/usage/record', event);
    await node().use(id, { amount: 2 });
    const again = await node().post('/usage/record', event);
    expect(again).toMatchObject({
      status: 200,
      body: {
        data: {
          id: first.body.data.id,
          replayed: true,
          alerts: [{ threshold: 80, level: 'warning' }],
          quota: { used: 85, quota: 100, periodStart: first.body.data.quota.periodStart },
        },
      },
    });
    expect(await node().quota(id)).toMatchObject({ used: 87 });
  });

  it('takes the Idempotency-Key header for the key in the body', async () => {
    const { id } = await node().account();
    const event = { accountId: id, featureCode: 'calls' };
    const headers = { 'idempotency-key': 'job-2' };
    const first = await node().post('/usage/record', event, { headers });
    expect(first.status).toBe(201);
    for (const again of [
      await node().post('/usage/record', event, { headers }),
      await node().post('/usage/record', { ...event, idempotencyKey: 'job-2' }),
      await node().post('/usage/record', { ...event, idempotencyKey: 'job-2' }, { headers }),
    ]) {
      expect(again).toMatchObject({
        status: 200,
        body: { data: { id: first.body.data.id, replayed: true } },
      });
    }
  });

  it('charges once when the same request comes many times at once', async () => {
    const { id } = await node().account();
    const event = { accountId: id, featureCode: 'calls', idempotencyKey: 'job-3' };
    const answers = await Promise.all(Array.from({ length: 40 }, () => node().post('/usage/record', event)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(39).fill(200), 201]);
    expect(await node().quota(id)).toMatchObject({ used: 1 });
  });
});

describe('400, 413, 415', () => {
  const raw = (body: string, type: string) =>
    fetch(`${node().server.url}/api/usage/record`, {
      method: 'POST',
      headers: { authorization: `Bearer ${node().apiKey}`, 'content-type': type },
      body,
    });

  it.each([
    [400, '{"featureCode":', 'application/json'],
    [415, 'featureCode=calls', 'application/x-www-form-urlencoded'],
    [413, JSON.stringify({ featureCode: 'x'.repeat(200_000) }), 'application/json'],
  ])('%i for a body like %.20s', async (status, body, type) => {
    const response = await raw(body, type);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('401', () => {
  it.each([null, 'nonsense', 'msk_nonsense'])('with the token %s', async (token) => {
    expect(await node().post('/usage/record', { featureCode: 'calls' }, { token })).toMatchObject({
      status: 401,
    });
  });
});

describe('403', () => {
  it('for users, also on their own account', async () => {
    const { token, account } = await node().person();
    for (const accountId of [account.id, undefined]) {
      const answer = await node().post('/usage/record', { accountId, featureCode: 'calls' }, { token });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await node().quota(account.id)).toMatchObject({ used: 0 });
  });

  it('for an API key without the scope', async () => {
    const { id } = await node().account();
    const token = await node().key('usage:read', 'accounts:write', 'accounts:read', 'credits:write');
    const answer = await node().post('/usage/record', { accountId: id, featureCode: 'calls' }, { token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('for a feature that the plan does not have', async () => {
    const { id } = await node().account();
    const answer = await node().post('/usage/record', { accountId: id, featureCode: 'words' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'feature_not_in_plan' } });
  });

  it('for an account without a plan', async () => {
    const { id } = await node().account(null);
    const answer = await node().post('/usage/record', { accountId: id, featureCode: 'calls' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'feature_not_in_plan' } });
  });
});

describe('404', () => {
  it('for a feature that nobody knows', async () => {
    const { id } = await node().account();
    const answer = await node().post('/usage/record', { accountId: id, featureCode: 'nonsense' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'feature_unknown' } });
  });

  it('for an account that does not exist, in the same words by either kind of id', async () => {
    const byId = await node().post('/usage/record', { accountId: unknownId, featureCode: 'calls' });
    const byRef = await node().post('/usage/record', { accountId: 'ext:nobody', featureCode: 'calls' });
    expect(byId).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(wordsOf(byRef)).toEqual(wordsOf(byId));
  });
});

describe('422', () => {
  const event = (fields: object) => ({ accountId: unknownId, featureCode: 'calls', ...fields });

  it.each([
    ['accountId', { accountId: undefined }],
    ['accountId', { accountId: 'acme' }],
    ['accountId', { accountId: 7 }],
    ['featureCode', { featureCode: undefined }],
    ['featureCode', { featureCode: 'Not A Code' }],
    ['amount', { amount: 0 }],
    ['amount', { amount: -1 }],
    ['amount', { amount: 1.5 }],
    ['amount', { amount: '1' }],
    ['amount', { amount: 2 ** 53 }],
    ['idempotencyKey', { idempotencyKey: '' }],
    ['idempotencyKey', { idempotencyKey: 'a b' }],
    ['idempotencyKey', { idempotencyKey: 'x'.repeat(256) }],
    ['occurredAt', { occurredAt: 'yesterday' }],
    ['occurredAt', { occurredAt: '2026-02-30T00:00:00Z' }],
    ['occurredAt', { occurredAt: 1_700_000_000 }],
    ['metadata', { metadata: { text: 'x'.repeat(5_000) } }],
    ['metadata', { metadata: 'text' }],
  ])('names the field %s in %j', async (field, fields) => {
    const answer = await node().post('/usage/record', event(fields));
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(badFields(answer)[0]).toBe(field);
  });

  it.each([[[]], ['text'], [null], [7]])('refuses the body %j', async (body) => {
    expect((await node().post('/usage/record', body)).status).toBeGreaterThanOrEqual(400);
  });

  it('refuses fields that it does not know', async () => {
    expect(await node().post('/usage/record', event({ quantity: 2 }))).toMatchObject({ status: 422 });
  });

  it.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'refuses a use at %s, which is too old or ahead of time',
    async (occurredAt) => {
      const { id } = await node().account();
      const answer = await node().post('/usage/record', event({ accountId: id, occurredAt }));
      expect(answer).toMatchObject({ status: 422 });
      expect(badFields(answer)).toEqual(['occurredAt']);
    },
  );

  it('refuses an offset from UTC that no place on earth has', async () => {
    const { id } = await node().account();
    const occurredAt = `${new Date().toISOString().slice(0, -1)}+23:00`;
    const answer = await node().post('/usage/record', event({ accountId: id, occurredAt }));
    expect(answer).toMatchObject({ status: 422 });
    expect(badFields(answer)).toEqual(['occurredAt']);
  });

  it.each(['a b', 'x'.repeat(256), 'x'.repeat(9_000)])(
    'refuses an Idempotency-Key header like %.10s',
    async (key) => {
      const { id } = await node().account();
      const headers = { 'idempotency-key': key };
      expect(await node().post('/usage/record', event({ accountId: id }), { headers })).toMatchObject({
        status: 422,
      });
      expect(await node().quota(id)).toMatchObject({ used: 0 });
    },
  );

  it('refuses a use of a boolean feature', async () => {
    const { id } = await node().account();
    const answer = await node().post('/usage/record', event({ accountId: id, featureCode: 'export' }));
    expect(answer).toMatchObject({ status: 422 });
    expect(badFields(answer)).toEqual(['featureCode']);
  });

  it('refuses more than a counter can hold exactly', async () => {
    const { id } = await node().account([{ code: 'calls', quota: -1, resetPeriod: 'monthly' }]);
    await node().use(id, { amount: Number.MAX_SAFE_INTEGER });
    const answer = await node().post('/usage/record', event({ accountId: id }));
    expect(answer).toMatchObject({ status: 422 });
    expect(badFields(answer)).toEqual(['amount']);
    expect(await node().quota(id)).toMatchObject({ used: Number.MAX_SAFE_INTEGER });
  });

  it('refuses a key that came with another request', async () => {
    const { id } = await node().account();
    const key = { idempotencyKey: 'job' };
    await node().use(id, key);
    const answer = await node().post('/usage/record', event({ accountId: id, amount: 2, ...key }));
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(await node().quota(id)).toMatchObject({ used: 1 });
  });
});

describe('429', () => {
  it('says when the quota resets, and its numbers; nothing is charged and no key is spent', async () => {
    const { id } = await node().account([daily]);
    await node().use(id, { amount: 99 });
    const event = { accountId: id, featureCode: 'calls', amount: 2, idempotencyKey: 'big' };
    const refused = await node().post('/usage/record', event);
    expect(refused).toMatchObject({
      status: 429,
      body: {
        code: 'quota_exceeded',
        title: 'The quota does not have that much left',
        detail: '2 asked, 1 left: 99 of 100 used',
        required: 2,
        left: 1,
        quota: { featureCode: 'calls', used: 99, quota: 100, remaining: 1 },
      },
    });
    const seconds = Number(refused.headers.get('retry-after'));
    const untilEnd = (Date.parse(refused.body.quota.periodEnd) - Date.now()) / 1000;
    expect(Math.abs(seconds - untilEnd)).toBeLessThan(60);

    await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 200, reason: 'an upgrade' });
    expect(await node().post('/usage/record', event)).toMatchObject({
      status: 201,
      body: { data: { replayed: false } },
    });
  });

  it('has no Retry-After where more is asked than the quota grants', async () => {
    const { id } = await node().account([daily]);
    const refused = await node().post('/usage/record', { accountId: id, featureCode: 'calls', amount: 101 });
    expect(refused).toMatchObject({ status: 429, body: { quota: { used: 0, remaining: 100 } } });
    expect(refused.headers.get('retry-after')).toBeNull();
  });

  it('says when a reservation ends, where that leaves room', async () => {
    const { id } = await node().account([daily]);
    await node().post('/usage/reservations', {
      accountId: id,
      featureCode: 'calls',
      amount: 100,
      ttlSeconds: 30,
    });
    const refused = await node().post('/usage/record', { accountId: id, featureCode: 'calls' });
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it('has no Retry-After where the quota never resets', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 0, resetPeriod: 'never' }]);
    const refused = await node().post('/usage/record', { accountId: id, featureCode: 'calls' });
    expect(refused).toMatchObject({
      status: 429,
      body: { quota: { quota: 0, remaining: 0, periodEnd: null } },
    });
    expect(refused.headers.get('retry-after')).toBeNull();
  });

  it('ends at exactly the quota when many come at once', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 30, resetPeriod: 'monthly' }]);
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => node().post('/usage/record', { accountId: id, featureCode: 'calls' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(50);
    expect(await node().quota(id)).toMatchObject({ used: 30, remaining: 0 });
  });
});
