import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Alert } from '../../../../src/metering/alerts/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import type { Person } from '../../../harness/identity/people.ts';
import { idsOf, unknownId, useMeteringServer, wordsOf } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

/** Somebody with three alerts for calls and one for words. */
async function alerted(): Promise<Person> {
  const person = await node().person([
    { code: 'calls', quota: 100, resetPeriod: 'monthly' },
    { code: 'words', quota: 10, resetPeriod: 'monthly', thresholds: [50] },
  ]);
  await node().use(person.account.id, { amount: 80 });
  await node().use(person.account.id, { amount: 20 });
  await node().use(person.account.id, { featureCode: 'words', amount: 5 });
  return person;
}

const list = async ({ token }: Person, query = ''): Promise<Alert[]> =>
  z.array(Alert).parse(await node().done(node().get(`/usage/alerts${query}`, { token })));

const named = (alerts: Alert[]) => alerts.map(({ featureCode, threshold }) => `${featureCode} ${threshold}`);

describe('GET /usage/alerts', () => {
  it('200 lists newest first, whole or unread only, in pages', async () => {
    const person = await alerted();
    const { token, account } = person;
    const { body } = await node().get('/usage/alerts', { token });
    expect(body.page).toEqual({ limit: 20, offset: 0, total: 4 });
    const all = await list(person);
    expect(all).toHaveLength(4);
    expect(named(all)[0]).toBe('words 50');
    expect(named(all)[3]).toBe('calls 80');
    expect(all[3]).toMatchObject({
      accountId: account.id,
      level: 'warning',
      used: 80,
      quota: 100,
      readAt: null,
      periodStart: (await node().quota(account.id)).periodStart,
    });

    const page = await node().get('/usage/alerts?limit=2&offset=1', { token });
    expect(page.body.page).toEqual({ limit: 2, offset: 1, total: 4 });
    expect(idsOf(page.body.data)).toEqual(idsOf(all).slice(1, 3));

    await node().put(`/usage/alerts/${all[0]?.id}/read`, undefined, { token });
    const unread = await node().get('/usage/alerts?status=unread', { token });
    expect(unread.body.page.total).toBe(3);
    expect(named(unread.body.data)).not.toContain('words 50');
    expect(await list(person, '?status=all')).toHaveLength(4);
  });

  it('200 filters by level and by feature, and counts what is left', async () => {
    const person = await alerted();
    const { token } = person;
    expect(named(await list(person, '?level=exhausted'))).toEqual(['calls 100']);
    expect(named(await list(person, '?featureCode=words'))).toEqual(['words 50']);
    expect(await list(person, '?featureCode=words&level=critical')).toEqual([]);
    const answer = await node().get('/usage/alerts?featureCode=calls&limit=1', { token });
    expect(answer.body).toMatchObject({ data: [{ featureCode: 'calls' }], page: { total: 3 } });
    expect((await node().get('/usage/alerts?level=grave', { token })).status).toBe(422);
  });

  it('200 for an API key that names the account', async () => {
    const { account } = await alerted();
    expect((await node().get(`/usage/alerts?accountId=${account.id}`)).body.page.total).toBe(4);
  });

  it('200 shows when each was sent to browsers, soon after it arose', async () => {
    const person = await alerted();
    await waitUntil(async () => (await list(person)).every(({ sentAt }) => sentAt !== null));
    expect((await list(person)).every(({ readAt }) => readAt === null)).toBe(true);
  });

  it('403 for an API key without the scope', async () => {
    const token = await node().key('usage:write', 'accounts:read');
    for (const path of ['', '/unsent', '/statistics']) {
      expect(await node().get(`/usage/alerts${path}?accountId=${unknownId}`, { token })).toMatchObject({
        status: 403,
      });
    }
  });

  it('404 for another’s account in the same words as for one that does not exist, on each of its routes', async () => {
    const [{ token }, other] = [await node().person(), await alerted()];
    const ask = async (accountId: string) =>
      Promise.all([
        ...['', '/unsent', '/statistics'].map((path) =>
          node().get(`/usage/alerts${path}?accountId=${accountId}`, { token }),
        ),
        node().put(`/usage/alerts/read-all?accountId=${accountId}`, undefined, { token }),
      ]);
    const [foreign, unknown] = [await ask(other.account.id), await ask(unknownId)];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(foreign.map(wordsOf)).toEqual(unknown.map(wordsOf));
    expect((await list(other)).every(({ readAt }) => readAt === null)).toBe(true);
  });

  it.each(['limit=0', 'limit=101', 'offset=-1', 'status=read', 'sort=up'])('422 for ?%s', async (query) => {
    const { token } = await node().person();
    expect(await node().get(`/usage/alerts?${query}`, { token })).toMatchObject({ status: 422 });
  });
});

describe('GET /usage/alerts/unsent', () => {
  it('200 lists what the user has not seen, whether or not it was sent', async () => {
    const person = await alerted();
    const { token } = person;
    const [first] = await list(person);
    await node().put(`/usage/alerts/${first?.id}/mark-sent`, undefined, { token });
    const { body } = await node().get('/usage/alerts/unsent?limit=2', { token });
    expect(body.page).toEqual({ limit: 2, offset: 0, total: 3 });
    expect(idsOf(body.data)).toEqual(idsOf(await list(person)).slice(1, 3));
  });
});

describe.each(['read', 'mark-sent'])('PUT /usage/alerts/:id/%s', (verb) => {
  const mark = (id: string | undefined, token: string) =>
    node().put(`/usage/alerts/${id}/${verb}`, undefined, { token });

  it('200 marks it as seen, and again changes nothing', async () => {
    const person = await alerted();
    const [alert] = await list(person);
    const first = await mark(alert?.id, person.token);
    expect(first).toMatchObject({
      status: 200,
      body: { data: { id: alert?.id, readAt: expect.any(String) } },
    });
    const again = await mark(alert?.id, person.token);
    expect(again.body.data.readAt).toBe(first.body.data.readAt);
    expect((await list(person)).filter(({ readAt }) => readAt !== null)).toHaveLength(1);
  });

  it('404 for another’s in the same words as for one that does not exist; nothing is marked', async () => {
    const [one, other] = [await alerted(), await node().person()];
    const [alert] = await list(one);
    const foreign = await mark(alert?.id, other.token);
    expect(foreign.status).toBe(404);
    expect(wordsOf(foreign)).toEqual(wordsOf(await mark(unknownId, other.token)));
    expect((await list(one)).every(({ readAt }) => readAt === null)).toBe(true);
  });

  it('422 for an id that is none', async () => {
    expect(await mark('nonsense', node().admin)).toMatchObject({ status: 422 });
  });
});

describe('PUT /usage/alerts/read-all', () => {
  it('200 marks all of the account’s own, and says how many', async () => {
    const [person, other] = [await alerted(), await alerted()];
    const { token } = person;
    const readAll = () => node().put('/usage/alerts/read-all', undefined, { token });
    expect((await readAll()).body.data).toEqual({ marked: 4 });
    expect((await readAll()).body.data).toEqual({ marked: 0 });
    expect(await list(person, '?status=unread')).toEqual([]);
    expect(await list(other, '?status=unread')).toHaveLength(4);
  });
});

describe('GET /usage/alerts/statistics', () => {
  it('200 counts by level and feature', async () => {
    const person = await alerted();
    const { token } = person;
    const [newest] = await list(person);
    await node().put(`/usage/alerts/${newest?.id}/read`, undefined, { token });
    expect((await node().get('/usage/alerts/statistics', { token })).body.data).toEqual({
      total: 4,
      unread: 3,
      unreadFolded: 1,
      byLevel: { warning: 2, critical: 1, exhausted: 1, overage_started: 0 },
      byFeature: [
        { featureCode: 'calls', total: 3, unread: 3 },
        { featureCode: 'words', total: 1, unread: 0 },
      ],
    });
  });

  it('200 with zeros where there is none', async () => {
    const { token } = await node().person();
    expect((await node().get('/usage/alerts/statistics', { token })).body.data).toEqual({
      total: 0,
      unread: 0,
      unreadFolded: 0,
      byLevel: { warning: 0, critical: 0, exhausted: 0, overage_started: 0 },
      byFeature: [],
    });
  });
});
