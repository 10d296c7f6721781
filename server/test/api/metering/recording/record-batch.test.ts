import { describe, expect, it } from '@jest/globals';
import { RecordedBatch } from '../../../../src/metering/recording/contract.ts';
import { badFields, unknownId, useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

async function batch(events: unknown[], token = node().apiKey): Promise<RecordedBatch> {
  const answer = await node().post('/usage/record/batch', { events }, { token });
  expect(answer.status).toBe(200);
  return RecordedBatch.parse(answer.body.data);
}

const codes = ({ results }: RecordedBatch) => results.map(({ status, code }) => code ?? status);

describe('200', () => {
  it('answers each event in its place, whatever account it is for', async () => {
    const [one, other] = [await node().account(), await node().account()];
    const answer = await batch([
      { accountId: one.id, featureCode: 'calls', amount: 3, idempotencyKey: 'a' },
      { accountId: other.ref, featureCode: 'calls', amount: 5 },
      { accountId: one.ref, featureCode: 'calls', amount: 3, idempotencyKey: 'a' },
    ]);
    expect(answer).toMatchObject({ recorded: 2, replayed: 1, rejected: 0 });
    const [first, second, third] = answer.results;
    expect(codes(answer)).toEqual(['recorded', 'recorded', 'replayed']);
    expect(third?.id).toBe(first?.id);
    expect(second?.id).not.toBe(first?.id);
    expect(await node().quota(one.id)).toMatchObject({ used: 3 });
    expect(await node().quota(other.id)).toMatchObject({ used: 5 });
  });

  it('rejects bad events alone and says why, even what is no event at all', async () => {
    const { id: accountId } = await node().account();
    const good = { accountId, featureCode: 'calls' };
    const answer = await batch([
      good,
      null,
      'text',
      [],
      { ...good, amount: 0 },
      { ...good, surprise: true },
      { featureCode: 'calls' },
      { ...good, accountId: unknownId },
      { ...good, accountId: 'ext:nobody' },
      { ...good, featureCode: 'nonsense' },
      { ...good, featureCode: 'words' },
      { ...good, featureCode: 'export' },
      { ...good, occurredAt: '2001-01-01T00:00:00Z' },
      { ...good, occurredAt: '9999-01-01T00:00:00Z' },
      { ...good, occurredAt: '0000-01-01T00:00:00Z' },
      { ...good, amount: 101 },
      good,
    ]);
    expect(codes(answer)).toEqual([
      'recorded',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'not_found',
      'not_found',
      'feature_unknown',
      'feature_not_in_plan',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'quota_exceeded',
      'recorded',
    ]);
    expect(answer).toMatchObject({ recorded: 2, replayed: 0, rejected: 15 });
    for (const { status, id, detail } of answer.results) {
      if (status === 'rejected')
        expect({ id, detail }).toEqual({ id: undefined, detail: expect.any(String) });
    }
    expect(await node().quota(accountId)).toMatchObject({ used: 2 });
  });

  it('judges events in their order: a later, smaller one may fit after a refused big one', async () => {
    const { id: accountId } = await node().account([{ code: 'calls', quota: 10, resetPeriod: 'monthly' }]);
    const events = [6, 5, 4, 1].map((amount) => ({ accountId, featureCode: 'calls', amount }));
    const answer = await batch(events);
    expect(codes(answer)).toEqual(['recorded', 'quota_exceeded', 'recorded', 'quota_exceeded']);
    expect(answer.results[1]).toEqual({
      status: 'rejected',
      code: 'quota_exceeded',
      detail: '5 asked, 4 left: 6 of 10 used',
      required: 5,
      left: 4,
    });
    expect(answer.results[3]).toMatchObject({ required: 1, left: 0 });
  });

  it('takes 1,000 events, and again without counting any twice', async () => {
    const { id: accountId } = await node().account([{ code: 'calls', quota: 5_000, resetPeriod: 'monthly' }]);
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      accountId,
      featureCode: 'calls',
      idempotencyKey: `k${index}`,
    }));
    const first = await batch(events);
    expect(first).toMatchObject({ recorded: 1_000, replayed: 0, rejected: 0 });
    const again = await batch(events);
    expect(again).toMatchObject({ recorded: 0, replayed: 1_000, rejected: 0 });
    expect(again.results.map(({ id }) => id)).toEqual(first.results.map(({ id }) => id));
    expect(await node().quota(accountId)).toMatchObject({ used: 1_000 });
  });

  it('sent many times at once ends at exactly the quota', async () => {
    const { id: accountId } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'monthly' }]);
    const events = Array.from({ length: 7 }, () => ({ accountId, featureCode: 'calls', amount: 3 }));
    const answers = await Promise.all(Array.from({ length: 12 }, () => batch(events)));
    const recorded = answers.flatMap(codes).filter((code) => code === 'recorded').length;
    expect(recorded).toBe(33);
    expect(await node().quota(accountId)).toMatchObject({ used: 99 });
  });
});

describe('403', () => {
  it('for users and for API keys without the scope', async () => {
    const { token, account } = await node().person();
    const body = { events: [{ accountId: account.id, featureCode: 'calls' }] };
    const reader = await node().key('usage:read');
    for (const other of [token, reader]) {
      expect(await node().post('/usage/record/batch', body, { token: other })).toMatchObject({ status: 403 });
    }
  });
});

describe('404', () => {
  it('is never the answer: what belongs to nobody is rejected in its place', async () => {
    expect(codes(await batch([{ accountId: unknownId, featureCode: 'calls' }]))).toEqual(['not_found']);
  });
});

describe('422', () => {
  it.each([
    ['more than 1,000 events', { events: Array<object>(1_001).fill({ featureCode: 'calls' }) }, 'events'],
    ['none', { events: [] }, 'events'],
    ['no list', { events: 'all' }, 'events'],
    ['nothing', {}, 'events'],
  ])('for %s', async (_, body, field) => {
    const answer = await node().post('/usage/record/batch', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(badFields(answer)).toEqual([field]);
  });
});
