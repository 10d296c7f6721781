import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RecordedBatch } from '../../../../src/metering/recording/contract.ts';
import type { Answer } from '../../../harness/http/contract.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

function batch(events: unknown[], key: string): Promise<Answer> {
  return node().post('/usage/record/batch', { events }, { headers: { 'idempotency-key': key } });
}

async function done(answer: Promise<Answer>): Promise<RecordedBatch> {
  return RecordedBatch.parse(await node().done(answer));
}

async function results(answer: Promise<Answer>): Promise<RecordedBatch['results']> {
  return (await done(answer)).results;
}

const called = (accountId: string, amount = 1) => ({ accountId, featureCode: 'calls', amount });
const longest = 'k'.repeat(255);

describe('the Idempotency-Key of a batch', () => {
  it('counts each event once, and a replay names the same records', async () => {
    const { id } = await node().account();
    const events = [called(id, 3), called(id, 3), called(id, 4)];
    const first = await done(batch(events, longest));
    expect(first).toMatchObject({ recorded: 3, replayed: 0 });
    const again = await done(batch(events, longest));
    expect(again).toMatchObject({ recorded: 0, replayed: 3 });
    expect(again.results.map(idOf)).toEqual(first.results.map(idOf));
    expect(await node().quota(id)).toMatchObject({ used: 10 });
  });

  it('makes a replay refuse what was refused, although it would fit by now', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 10, resetPeriod: 'monthly' }]);
    const events = [called(id, 6), called(id, 6), null, called('ext:nobody'), called(id, 4)];
    const first = await results(batch(events, 'k'));
    expect(first.map(wordOf)).toEqual([
      'recorded',
      'quota_exceeded',
      'invalid_input',
      'not_found',
      'recorded',
    ]);
    await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 1_000, reason: 'x' });
    const again = await results(batch(events, 'k'));
    expect(again.map(wordOf)).toEqual(['replayed', ...first.slice(1, 4).map(wordOf), 'replayed']);
    expect(await node().quota(id)).toMatchObject({ used: 10 });
  });

  it('stands for all of them: more, fewer, or others are a mismatch as a whole', async () => {
    const [one, other] = [await node().account(), await node().account()];
    const events = [called(one.id), called(one.id)];
    await results(batch(events, 'k'));
    for (const others of [
      [...events, called(one.id)],
      events.slice(1),
      [called(one.id), called(one.id, 2)],
    ]) {
      expect(await batch(others, 'k')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    }
    expect(await node().quota(one.id)).toMatchObject({ used: 2 });

    await results(batch([called(one.id), called(other.id)], 'several'));
    expect(await batch([called(one.id), called(other.id, 2)], 'several')).toMatchObject({ status: 422 });
    expect(await node().quota(other.id)).toMatchObject({ used: 1 });
  });

  it('goes on where a server was killed before it could answer', async () => {
    const { id } = await node().account();
    const events = Array.from({ length: 6 }, (_, index) => called(id, index + 1));
    const first = await results(batch(events, 'k'));
    // As if the events had been recorded in part, and the end of the batch had never been written down.
    const pool = node().server.owner;
    await pool.query(
      `update idempotency_keys set result = null where operation = 'usage.batch' and key = 'k'`,
    );
    await pool.query('delete from usage_idempotency_keys where account_id = $1 and record_id = $2', [
      id,
      first[5]?.id,
    ]);
    const again = await results(batch(events, 'k'));
    expect(again.map(wordOf)).toEqual([...Array<string>(5).fill('replayed'), 'recorded']);
    expect(again.slice(0, 5).map(idOf)).toEqual(first.slice(0, 5).map(idOf));
    expect(await node().quota(id)).toMatchObject({ used: 27 });
  });

  it('meets no key that an event brings, nor that of a single use', async () => {
    const { id } = await node().account();
    const own = { ...called(id), idempotencyKey: 'k' };
    expect((await results(batch([own, called(id), own], 'k'))).map(wordOf)).toEqual([
      'recorded',
      'recorded',
      'replayed',
    ]);
    expect(await node().post('/usage/record', own)).toMatchObject({ status: 200 });
    expect(await node().quota(id)).toMatchObject({ used: 2 });
  });

  it('is free again where nothing was recorded', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 1, resetPeriod: 'monthly' }]);
    expect((await results(batch([called(id, 2)], 'k'))).map(wordOf)).toEqual(['quota_exceeded']);
    await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 10, reason: 'x' });
    expect((await results(batch([called(id, 2)], 'k'))).map(wordOf)).toEqual(['recorded']);
  });

  it('is of the one account that all events are of, whoever sends them and however they name it', async () => {
    const { id, ref } = await node().account();
    const options = { token: await node().key('usage:write'), headers: { 'idempotency-key': 'k' } };
    await results(batch([called(id), called(ref)], 'k'));
    const again = await node().post('/usage/record/batch', { events: [called(ref), called(id)] }, options);
    expect(again).toMatchObject({ status: 200, body: { data: { replayed: 2 } } });
    expect(await node().quota(id)).toMatchObject({ used: 2 });
  });

  it('is of whoever sends it where events are of several accounts', async () => {
    const events = [called((await node().account()).id), called((await node().account()).id)];
    const key = randomUUID();
    await results(batch(events, key));
    const options = { token: await node().key('usage:write'), headers: { 'idempotency-key': key } };
    const others = { events: [...events, events[0]] };
    expect(await node().post('/usage/record/batch', others, options)).toMatchObject({
      status: 200,
      body: { data: { recorded: 3, replayed: 0 } },
    });
  });

  it('meets no other batch of the same key that shares an account with it', async () => {
    const [shared, one, other] = [await node().account(), await node().account(), await node().account()];
    const key = randomUUID();
    await results(batch([called(shared.id, 5), called(one.id, 5)], key));
    const token = await node().key('usage:write', 'usage:read');
    const others = await done(
      node().post(
        '/usage/record/batch',
        { events: [called(shared.id, 5), called(other.id, 5)] },
        { token, headers: { 'idempotency-key': key } },
      ),
    );
    expect(others).toMatchObject({ recorded: 2, replayed: 0 });
    expect(await done(batch([called(shared.id, 5)], key))).toMatchObject({ recorded: 1 });
    expect(await node().quota(shared.id)).toMatchObject({ used: 15 });
  });

  it('refuses again an account that was not there at first', async () => {
    const { id } = await node().account();
    const [key, late] = [randomUUID(), `ext:${randomUUID()}`];
    const events = [called(id), called(late)];
    expect((await results(batch(events, key))).map(wordOf)).toEqual(['recorded', 'not_found']);
    await node().put(`/admin/accounts/${late}`, { name: 'Late' });
    expect((await results(batch(events, key))).map(wordOf)).toEqual(['replayed', 'not_found']);
    expect(await node().quota(id)).toMatchObject({ used: 1 });
  });

  it('lets twins agree, however close they come and whatever is refused', async () => {
    const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'monthly' }]);
    const events = Array.from({ length: 40 }, (_, index) => called(id, 1 + (index % 5)));
    await Promise.all(Array.from({ length: 8 }, () => results(batch(events, 'k'))));
    const [one, other] = [await results(batch(events, 'k')), await results(batch(events, 'k'))];
    expect(one).toEqual(other);
    const recorded = one.flatMap(({ id: record }, index) => (record ? [events[index]?.amount ?? 0] : []));
    const used = recorded.reduce((sum, amount) => sum + amount, 0);
    expect(await node().quota(id)).toMatchObject({ used });
  });
});

type Result = RecordedBatch['results'][number];

function wordOf({ status, code }: Result): string {
  return code ?? status;
}

function idOf({ id }: Result): string | undefined {
  return id;
}
