import { describe, expect, it } from '@jest/globals';
import { elasticCalls, grantCredits } from '../../../harness/metering/elastic-calls.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

/** That a refusal says when it was the limit which the owner had set, and not the quota alone. */

const node = useMeteringServer();

/** With 50 credits, of which at most so many may be spent in a period, if any; the quota is used up. */
async function account(capPerPeriod: number | null): Promise<string> {
  const { id } = await node().account([elasticCalls]);
  await grantCredits(node(), id, 50);
  if (capPerPeriod !== null) {
    const consent = { accountId: id, enabled: true, capPerPeriod };
    await node().done(node().put('/usage/elastic/calls', consent));
  }
  await node().use(id, { amount: 10 });
  return id;
}

const use = (accountId: string, amount: number) => ({ accountId, featureCode: 'calls', amount });
const check = (accountId: string, amount: number) =>
  node().done(node().get(`/usage/check-quota/calls?accountId=${accountId}&amount=${amount}`));

describe('a use that would pass the limit of the owner', () => {
  it('is refused with what the limit leaves and what it would take: recorded, held, in a batch and in a check', async () => {
    const id = await account(10);
    await node().use(id, { amount: 4 });
    const cap = { left: 4, required: 5 };
    const refusal = {
      status: 429,
      body: {
        code: 'quota_exceeded',
        detail: 'The part beyond the quota costs 5 credits; the limit of the period leaves 4',
        required: 3,
        left: 0,
        cap,
        quota: { used: 14, overage: { units: 4, credits: 6 } },
      },
    };
    expect(await node().post('/usage/record', use(id, 3))).toMatchObject(refusal);
    expect(await node().post('/usage/reservations', use(id, 3))).toMatchObject(refusal);
    const { detail } = refusal.body;
    const batch = await node().done(node().post('/usage/record/batch', { events: [use(id, 3)] }));
    expect(batch.results).toEqual([
      { status: 'rejected', code: 'quota_exceeded', detail, required: 3, left: 0, cap },
    ]);
    const denied = { allowed: false, reason: 'quota_exceeded', cap };
    expect(await check(id, 3)).toMatchObject(denied);
    const checks = [{ featureCode: 'calls', amount: 3 }];
    const many = await node().done(node().post('/usage/check-quota', { accountId: id, checks }));
    expect(many).toMatchObject([denied]);
    expect(await check(id, 2)).not.toHaveProperty('cap');
  });

  it('is refused so where a commit goes beyond what was held', async () => {
    const id = await account(3);
    const held = await node().done(node().post('/usage/reservations', use(id, 2)));
    const { status, body } = await node().post(`/usage/reservations/${held.id}/commit`, { amount: 3 });
    expect({ status, body }).toMatchObject({ status: 429, body: { cap: { left: 0, required: 2 } } });
  });

  it('is refused the same when its batch is sent again', async () => {
    const id = await account(0);
    const { id: other } = await node().account();
    const body = { events: [use(id, 1), use(other, 1)] };
    const send = () =>
      node().post('/usage/record/batch', body, { headers: { 'Idempotency-Key': 'a-batch' } });
    const { results } = await node().done(send());
    expect(results).toMatchObject([{ cap: { left: 0, required: 2 } }, { status: 'recorded' }]);
    expect((await node().done(send())).results[0]).toEqual(results[0]);
  });
});

describe('a use that nobody lets credits pay', () => {
  it('is refused by the quota alone', async () => {
    const id = await account(null);
    const { body } = await node().post('/usage/record', use(id, 1));
    expect(body).toMatchObject({ code: 'quota_exceeded', detail: '1 asked, 0 left: 10 of 10 used' });
    expect(body).not.toHaveProperty('cap');
    expect((await node().post('/usage/reservations', use(id, 1))).body).not.toHaveProperty('cap');
    expect(await check(id, 1)).not.toHaveProperty('cap');
  });
});
