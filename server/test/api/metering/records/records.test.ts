import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { UsageRecord } from '../../../../src/metering/records/contract.ts';
import {
  badFields,
  idsOf,
  unknownId,
  useMeteringServer,
  wordsOf,
} from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

const list = (accountId: string, query = '', options?: object) =>
  node().get(`/usage/records?accountId=${accountId}${query}`, options);

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** All pages; `between` happens after each. */
async function readAll(
  accountId: string,
  query: string,
  between: () => Promise<unknown> = () => Promise.resolve(),
) {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await list(accountId, query + (cursor && `&cursor=${cursor}`));
    ids.push(...idsOf(body.data));
    cursor = body.page.nextCursor;
    await between();
  }
  return ids;
}

describe('GET /usage/records', () => {
  describe('200', () => {
    it('lists newest first, by when things happened', async () => {
      const { id } = await node().account();
      const [old, newest, middle] = [
        await node().use(id, { occurredAt: ago(3) }),
        await node().use(id, { metadata: { job: 1 } }),
        await node().use(id, { amount: 5, occurredAt: ago(2) }),
      ];
      const { body } = await list(id);
      expect(idsOf(body.data)).toEqual([newest, middle, old]);
      expect(body.page).toEqual({ limit: 20, nextCursor: null });
      expect(body.data[1]).toMatchObject({
        featureCode: 'calls',
        kind: 'use',
        amount: 5,
        // It happened before the account came.
        late: true,
        voided: false,
        voidsId: null,
        reservationId: null,
        reason: null,
        metadata: null,
      });
    });

    it('pages without gap or double, also among records of one instant, while new ones arrive', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 1000, resetPeriod: 'monthly' }]);
      const occurredAt = ago(1);
      const events = Array.from({ length: 40 }, (_, index) => ({
        accountId: id,
        featureCode: 'calls',
        ...(index < 30 ? { occurredAt } : { occurredAt: `${ago(2).slice(0, -1)}${100 + index}Z` }),
      }));
      const { results } = await node().done(node().post('/usage/record/batch', { events }));
      const seen = await readAll(id, '&limit=7', () => node().use(id));
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(idsOf(results)));
      expect(seen).toHaveLength(40);
    });

    it('has no next page where the last one is just full', async () => {
      const { id } = await node().account();
      for (let count = 0; count < 4; count += 1) await node().use(id);
      const first = await list(id, '&limit=2');
      const second = await list(id, `&limit=2&cursor=${first.body.page.nextCursor}`);
      expect(second.body).toMatchObject({ data: [{}, {}], page: { limit: 2, nextCursor: null } });
    });

    it('is empty for an account that used nothing', async () => {
      const { id } = await node().account();
      expect((await list(id)).body).toEqual({ ok: true, data: [], page: { limit: 20, nextCursor: null } });
    });

    it('filters by feature and by time, the end excluded', async () => {
      const { id } = await node().account([
        { code: 'calls', quota: 100, resetPeriod: 'monthly' },
        { code: 'words', quota: 100, resetPeriod: 'monthly' },
      ]);
      const [t1, t2, t3] = [ago(6), ago(5), ago(4)];
      const one = await node().use(id, { occurredAt: t1 });
      const two = await node().use(id, { occurredAt: t2, featureCode: 'words' });
      const three = await node().use(id, { occurredAt: t3 });
      expect(idsOf((await list(id, '&featureCode=words')).body.data)).toEqual([two]);
      expect(idsOf((await list(id, `&from=${t2}`)).body.data)).toEqual([three, two]);
      expect(idsOf((await list(id, `&from=${t1}&to=${t3}`)).body.data)).toEqual([two, one]);
      expect(idsOf((await list(id, `&featureCode=calls&to=${t2}`)).body.data)).toEqual([one]);
      expect(await readAll(id, `&featureCode=calls&limit=1`)).toEqual([three, one]);
    });

    it('filters by kind and by lateness, page by page', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'daily' }]);
      const late = [];
      for (const days of [4, 5, 6]) late.push(await node().use(id, { occurredAt: ago(24 * days) }));
      const [one, two] = [await node().use(id, { amount: 4 }), await node().use(id, { amount: 4 })];
      const { id: voided } = await node().done(
        node().post(`/usage/records/${one}/void`, { reason: 'a mistake' }),
      );
      await node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'goodwill' });
      expect(await readAll(id, '&kind=void')).toEqual([voided]);
      expect(await readAll(id, '&kind=reset')).toHaveLength(1);
      expect(await readAll(id, '&kind=use&limit=2')).toEqual([two, one, ...late]);
      expect(await readAll(id, '&late=true&limit=1')).toEqual(late);
      expect(await readAll(id, '&late=false&kind=use&limit=1')).toEqual([two, one]);
      expect(await readAll(id, '&late=false')).toHaveLength(4);
    });

    it('shows late records, voids and resets for what they are', async () => {
      const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'daily' }]);
      const late = await node().use(id, { occurredAt: ago(24 * 6) });
      const use = await node().use(id, { amount: 4 });
      await node().post(`/usage/records/${use}/void`, { reason: 'a mistake' });
      await node().use(id, { amount: 2 });
      await node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'goodwill' });
      const records = z.array(UsageRecord).parse((await list(id)).body.data);
      expect(records.map((record) => [record.kind, record.amount, record.late])).toEqual(
        expect.arrayContaining([
          ['reset', -2, false],
          ['use', 2, false],
          ['void', -4, false],
          ['use', 4, false],
          ['use', 1, true],
        ]),
      );
      expect(records.find((record) => record.id === use)).toMatchObject({ voided: true });
      expect(records.find((record) => record.id === late)).toMatchObject({ late: true });
      expect(records.find(({ kind }) => kind === 'void')).toMatchObject({
        voidsId: use,
        reason: 'a mistake',
      });
    });

    it('shows users their own', async () => {
      const { token, account } = await node().person();
      const id = await node().use(account.id);
      const { body } = await node().get('/usage/records', { token });
      expect(idsOf(body.data)).toEqual([id]);
    });
  });

  itRefusesStrangers(node, (accountId, options) => list(accountId, '', options));

  it.each([
    ['limit', '&limit=0'],
    ['limit', '&limit=101'],
    ['cursor', '&cursor=nonsense'],
    ['cursor', `&cursor=${Buffer.from(`1e99 ${unknownId}`).toString('base64url')}`],
    ['cursor', `&cursor=${Buffer.from('1 1').toString('base64url')}`],
    ['from', '&from=yesterday'],
    ['to', '&to=0000-01-01T00:00:00Z'],
    ['featureCode', '&featureCode=A'],
    ['kind', '&kind=correction'],
    ['late', '&late=1'],
    ['late', '&late=TRUE'],
  ])('422 naming %s for %s', async (field, query) => {
    const { id } = await node().account();
    const answer = await list(id, query);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });
});

describe('POST /usage/records/:id/void', () => {
  const takeBack = (id: string, body: object = { reason: 'a mistake' }, options?: object) =>
    node().post(`/usage/records/${id}/void`, body, options);

  it('201 writes a compensating record, lets the quota fall and leaves an audit line', async () => {
    const { id } = await node().account();
    const record = await node().use(id, { amount: 30 });
    const answer = await takeBack(record, { reason: 'a mistake' }, { token: node().admin });
    expect(answer).toMatchObject({
      status: 201,
      body: { data: { kind: 'void', amount: -30, voidsId: record, reason: 'a mistake' } },
    });
    expect(await node().quota(id)).toMatchObject({ used: 0, remaining: 100 });
    const { rows } = await node().server.ctx.pool.query(
      `select action, actor_kind, reason, target, details, request_id from public.audit_log
       where account_id = $1 and action = 'usage.voided'`,
      [id],
    );
    expect(rows).toEqual([
      {
        action: 'usage.voided',
        actor_kind: 'user',
        reason: 'a mistake',
        target: record,
        details: { featureCode: 'calls', amount: 30 },
        request_id: answer.headers.get('x-request-id'),
      },
    ]);
  });

  it('201 of a record that was made by a reservation', async () => {
    const { id } = await node().account();
    const body = { accountId: id, featureCode: 'calls', amount: 10 };
    const held = await node().done(node().post('/usage/reservations', body));
    const { recordId } = await node().done(node().post(`/usage/reservations/${held.id}/commit`));
    expect(await takeBack(recordId)).toMatchObject({ status: 201, body: { data: { amount: -10 } } });
    expect(await node().quota(id)).toMatchObject({ used: 0, reserved: 0 });
  });

  it('201 replays the first answer to the same key and body, also at once; 422 for another body', async () => {
    const { id } = await node().account();
    const [record, other] = [await node().use(id, { amount: 30 }), await node().use(id, { amount: 5 })];
    const options = { headers: { 'idempotency-key': randomUUID() } };
    const body = { reason: 'a mistake' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => takeBack(record, body, options)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    for (const answer of answers) expect(answer.body.data).toEqual(answers[0]?.body.data);
    expect(await node().quota(id)).toMatchObject({ used: 5 });
    const { rows } = await node().server.ctx.pool.query(
      `select from public.audit_log where account_id = $1 and action = 'usage.voided'`,
      [id],
    );
    expect(rows).toHaveLength(1);
    for (const different of [
      takeBack(record, { reason: 'another' }, options),
      takeBack(other, body, options),
    ]) {
      expect(await different).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    }
    expect(await takeBack(record)).toMatchObject({ status: 409, body: { code: 'already_voided' } });
  });

  it('leaves no key behind where it is refused', async () => {
    const { id } = await node().account();
    const options = { headers: { 'idempotency-key': randomUUID() } };
    expect(await takeBack(unknownId, undefined, options)).toMatchObject({ status: 404 });
    const record = await node().use(id);
    expect(await takeBack(record, undefined, options)).toMatchObject({ status: 201 });
  });

  it('403 for users and keys without the scope', async () => {
    const { token, account } = await node().person();
    const record = await node().use(account.id);
    for (const other of [token, await node().key('usage:read')]) {
      expect(await takeBack(record, undefined, { token: other })).toMatchObject({ status: 403 });
    }
  });

  it('404 for what does not exist and, in the same words, for another account’s', async () => {
    const [one, other] = [await node().account(), await node().account()];
    const record = await node().use(one.id);
    const unknown = wordsOf(await takeBack(unknownId));
    expect(unknown).toMatchObject({ httpStatus: 404, code: 'not_found' });
    expect(wordsOf(await takeBack(record, { accountId: other.id, reason: 'x' }))).toEqual(unknown);
    expect(wordsOf(await takeBack('ffffffff-ffff-4fff-bfff-ffffffffffff'))).toEqual(unknown);
    expect(await takeBack(record, { accountId: one.ref, reason: 'x' })).toMatchObject({ status: 201 });
  });

  it('409 the second time, and for what is no use', async () => {
    const { id } = await node().account();
    const record = await node().use(id, { amount: 3 });
    const { id: voidId } = await node().done(takeBack(record));
    expect(await takeBack(record)).toMatchObject({ status: 409, body: { code: 'already_voided' } });
    expect(await takeBack(voidId)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await node().quota(id)).toMatchObject({ used: 0 });
  });

  it('409 for all but one of many at once', async () => {
    const { id } = await node().account();
    const record = await node().use(id, { amount: 3 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => takeBack(record)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(await node().quota(id)).toMatchObject({ used: 0 });
  });

  it.each([[{}], [{ reason: '' }], [{ reason: '   ' }], [{ reason: 'x'.repeat(501) }], [{ reason: 'a\0b' }]])(
    '422 naming the reason for %j',
    async (body) => {
      expect(badFields(await takeBack(unknownId, body))).toContain('reason');
    },
  );

  it('422 for an id that is none', async () => {
    expect(await takeBack('nonsense')).toMatchObject({ status: 422 });
  });
});
