import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AlertStatistics, FoldedAlert } from '../../../../src/metering/alerts/contract.ts';
import type { Answer } from '../../../harness/http/contract.ts';
import { unknownId, useMeteringServer, wordsOf } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const ask = (accountId: string, query = '') =>
  node().get(`/usage/alerts/by-period?accountId=${accountId}${query}`);

const list = async (accountId: string, query = ''): Promise<FoldedAlert[]> =>
  z.array(FoldedAlert).parse(await node().done(ask(accountId, query)));

const only = async (accountId: string): Promise<FoldedAlert> => {
  const [alert, ...others] = await list(accountId);
  expect(others).toEqual([]);
  return FoldedAlert.parse(alert);
};

const levels = (alerts: FoldedAlert[]) => alerts.map(({ featureCode, level }) => `${featureCode} ${level}`);

const countsOf = async (accountId: string): Promise<AlertStatistics> =>
  AlertStatistics.parse(await node().done(node().get(`/usage/alerts/statistics?accountId=${accountId}`)));

/** An account whose one use crossed three thresholds of its calls. */
async function exhausted(): Promise<{ id: string; use: string }> {
  const { id } = await node().account();
  return { id, use: await node().use(id, { amount: 100 }) };
}

describe('GET /usage/alerts/by-period', () => {
  it('200 tells one use that crosses three thresholds by the gravest of them', async () => {
    const { id } = await exhausted();
    const alert = await only(id);
    expect(alert).toMatchObject({ threshold: 100, level: 'exhausted', unread: true, resolvedBy: null });
    expect(alert.folded.map(({ threshold }) => threshold)).toEqual([95, 80]);
    expect((await ask(id)).body.page).toEqual({ limit: 20, offset: 0, total: 1 });
    expect(await countsOf(id)).toMatchObject({ total: 3, unread: 3, unreadFolded: 1 });
  });

  it('200 stays unread until all that is folded is read, and filters by feature and by the gravest level', async () => {
    const { id } = await node().account([
      { code: 'calls', quota: 100, resetPeriod: 'monthly' },
      { code: 'words', quota: 10, resetPeriod: 'monthly' },
    ]);
    await node().use(id, { amount: 100 });
    await node().use(id, { featureCode: 'words', amount: 8 });
    expect(levels(await list(id))).toEqual(['words warning', 'calls exhausted']);
    expect(levels(await list(id, '&level=warning'))).toEqual(['words warning']);
    expect(levels(await list(id, '&featureCode=calls'))).toEqual(['calls exhausted']);
    expect((await ask(id, '&limit=1')).body).toMatchObject({ data: [{}], page: { total: 2 } });

    const [words, calls] = await list(id);
    const read = (alert: { id: string } | undefined) =>
      node().done(node().put(`/usage/alerts/${alert?.id}/read?accountId=${id}`));
    await read(words);
    await read(calls);
    const unread = await list(id, '&status=unread');
    expect(unread).toMatchObject([{ featureCode: 'calls', unread: true, readAt: expect.any(String) }]);
    for (const folded of unread[0]?.folded ?? []) await read(folded);
    expect(await list(id, '&status=unread')).toEqual([]);
  });

  it.each<[FoldedAlert['resolvedBy'], (account: { id: string; use: string }) => Promise<Answer>]>([
    [
      'override',
      ({ id }) => node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 200, reason: 'a favour' }),
    ],
    [
      'plan_change',
      async ({ id }) => {
        const { code } = await node().plan([{ code: 'calls', quota: 200, resetPeriod: 'monthly' }]);
        return node().post(`/admin/accounts/${id}/plan`, { planCode: code, reason: 'a sale' });
      },
    ],
    [
      'not_in_plan',
      async ({ id }) => {
        const { code } = await node().plan([{ code: 'words', quota: 9, resetPeriod: 'monthly' }]);
        return node().post(`/admin/accounts/${id}/plan`, { planCode: code, reason: 'a sale' });
      },
    ],
    ['reset', ({ id }) => node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'a favour' })],
    [
      'void',
      ({ id, use }) => node().post(`/usage/records/${use}/void?accountId=${id}`, { reason: 'a slip' }),
    ],
  ])('200 says that an alert was resolved by %s', async (resolution, resolve) => {
    const account = await exhausted();
    expect((await countsOf(account.id)).unreadFolded).toBe(1);
    expect((await resolve(account)).status).toBeLessThan(300);
    // Nobody has read it, and nobody has to.
    expect(await only(account.id)).toMatchObject({ resolvedBy: resolution, unread: false, readAt: null });
    expect(await countsOf(account.id)).toMatchObject({ unread: 3, unreadFolded: 0 });
    expect(await list(account.id, '&status=unread')).toEqual([]);
  });

  it('200 tells by the milder one that still holds where the gravest was resolved', async () => {
    const { id } = await node().account();
    await node().use(id, { amount: 85 });
    const last = await node().use(id, { amount: 15 });
    await node().done(node().post(`/usage/records/${last}/void?accountId=${id}`, { reason: 'a slip' }));
    const alert = await only(id);
    expect(alert).toMatchObject({ level: 'warning', threshold: 80, unread: true, resolvedBy: null });
    expect(alert.folded.map(({ threshold }) => threshold)).toEqual([100, 95]);
    expect((await countsOf(id)).unreadFolded).toBe(1);
    expect(levels(await list(id, '&level=warning'))).toEqual(['calls warning']);
    expect(await list(id, '&level=exhausted')).toEqual([]);
  });

  it('200 says of an alert of an earlier period that the next one resolved it', async () => {
    const { id } = await exhausted();
    await node().server.owner.query(
      `update public.quota_alerts set period_start = period_start - interval '1 month' where account_id = $1`,
      [id],
    );
    expect((await only(id)).resolvedBy).toBe('next_period');
    expect((await countsOf(id)).unreadFolded).toBe(0);
    await node().done(
      node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 105, reason: 'the last' }),
    );
    await node().use(id, { amount: 5 });
    expect((await list(id)).map(({ threshold, resolvedBy }) => [threshold, resolvedBy])).toEqual([
      [100, null],
      [100, 'next_period'],
    ]);
  });

  it('200 tells what is crossed after a raise, with what was crossed before it folded', async () => {
    const { id } = await exhausted();
    await node().done(
      node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 200, reason: 'a favour' }),
    );
    await node().use(id, { amount: 60 });
    const alert = await only(id);
    expect(alert).toMatchObject({ threshold: 80, quota: 200, resolvedBy: null });
    expect(alert.folded.map(({ threshold, quota }) => [threshold, quota])).toEqual([
      [100, 100],
      [95, 100],
      [80, 100],
    ]);
  });

  it('403 without the scope; 404 for another’s account as for one that does not exist; 422 for a level of none', async () => {
    const token = await node().key('usage:write', 'accounts:read');
    expect(await node().get('/usage/alerts/by-period', { token })).toMatchObject({ status: 403 });
    const [person, other] = [await node().person(), await exhausted()];
    const asPerson = (id: string) =>
      node().get(`/usage/alerts/by-period?accountId=${id}`, { token: person.token });
    const foreign = await asPerson(other.id);
    expect(foreign.status).toBe(404);
    expect(wordsOf(foreign)).toEqual(wordsOf(await asPerson(unknownId)));
    expect((await ask(other.id, '&level=grave')).status).toBe(422);
  });
});
