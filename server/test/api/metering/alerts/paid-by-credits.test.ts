import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AdminOverview } from '../../../../src/insights/contract.ts';
import { AccountDetail, AccountListItem, QuotaOverview } from '../../../../src/metering/accounts/contract.ts';
import { AlertStatistics, FoldedAlert } from '../../../../src/metering/alerts/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import type { Answer } from '../../../harness/http/contract.ts';
import { elasticCalls, grantCredits, spendBeyond } from '../../../harness/metering/elastic-calls.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const read = (path: string): Promise<unknown> => node().done(node().get(path));

const list = async (accountId: string, query = ''): Promise<FoldedAlert[]> =>
  z.array(FoldedAlert).parse(await read(`/usage/alerts/by-period?accountId=${accountId}${query}`));

const unreadOf = async (accountId: string): Promise<number> =>
  AlertStatistics.parse(await read(`/usage/alerts/statistics?accountId=${accountId}`)).unreadFolded;

const asAdmin = (path: string): Promise<unknown> => node().done(node().get(path, { token: node().admin }));

/** As the admin's list has it. */
const listed = async (accountId: string): Promise<AccountListItem | undefined> => {
  const accounts = z.array(AccountListItem).parse(await asAdmin('/admin/accounts?sort=highest'));
  return accounts.find(({ id }) => id === accountId);
};

/** An account of ten calls, for four more of which its credits have paid. */
async function beyond(): Promise<{ id: string; uses: string[] }> {
  const { id } = await node().account([elasticCalls]);
  await spendBeyond(node(), id);
  return { id, uses: [await node().use(id, { amount: 2 }), await node().use(id, { amount: 2 })] };
}

const moveTo = async (accountId: string, quota: number) => {
  const { code } = await node().plan([{ ...elasticCalls, quota }]);
  return node().post(`/admin/accounts/${accountId}/plan`, { planCode: code, reason: 'a sale' });
};

describe('an alert that credits pay', () => {
  it.each<[FoldedAlert['resolvedBy'], string, (account: { id: string; uses: string[] }) => Promise<Answer>]>([
    ['plan_change', 'a larger plan', ({ id }) => moveTo(id, 100)],
    ['plan_change', 'a plan without a limit', ({ id }) => moveTo(id, -1)],
    [
      'override',
      'an override',
      ({ id }) => node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 100, reason: 'a favour' }),
    ],
    [
      'reset',
      'a reset',
      ({ id }) => node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'a favour' }),
    ],
  ])('is resolved by %s: %s, whatever they have paid', async (resolution, _, resolve) => {
    const account = await beyond();
    expect(await list(account.id)).toMatchObject([{ level: 'overage_started', resolvedBy: null }]);
    expect(await unreadOf(account.id)).toBe(1);
    expect((await resolve(account)).status).toBeLessThan(300);
    expect(await list(account.id)).toMatchObject([
      { level: 'overage_started', resolvedBy: resolution, unread: false },
    ]);
    expect(await unreadOf(account.id)).toBe(0);
  });

  it('holds while the quota is used up and they have paid for a part of it', async () => {
    const { id, uses } = await beyond();
    const voidUse = (use = '') =>
      node().done(node().post(`/usage/records/${use}/void?accountId=${id}`, { reason: 'a slip' }));
    await voidUse(uses[1]);
    expect(await list(id)).toMatchObject([{ level: 'overage_started', resolvedBy: null }]);
    await voidUse(uses[0]);
    expect(await list(id)).toMatchObject([{ level: 'exhausted', resolvedBy: null }]);
  });

  it('is followed by the milder one that is true of the larger quota, of which what they paid is no part', async () => {
    const { id } = await beyond();
    await moveTo(id, 12);
    const [alert] = await list(id);
    expect(alert).toMatchObject({ level: 'warning', threshold: 80, resolvedBy: null });
    await moveTo(id, 16);
    expect(await list(id)).toMatchObject([{ level: 'overage_started', resolvedBy: 'plan_change' }]);
    expect((await listed(id))?.highest).toMatchObject({
      used: 10,
      quota: 16,
      percent: 62.5,
      creditsPay: false,
    });
    const overview = QuotaOverview.parse(await read(`/usage/quota-overview?accountId=${id}`));
    expect(overview.features).toMatchObject([{ used: 14, remaining: 6, percent: 62.5 }]);
  });
});

describe('whether credits still pay', () => {
  const overviewSaysOf = async (accountId: string) => {
    const { alertsToday, latestAlerts } = AdminOverview.parse(await asAdmin('/admin/insights/overview'));
    return { alertsToday, latest: latestAlerts.find((alert) => alert.accountId === accountId)?.level };
  };

  /** Everywhere where it is told; the overview's answers are shared for seconds. */
  async function expectTold(accountId: string, levelNow: 'exhausted' | 'overage_started', count: number) {
    const isPaid = levelNow === 'overage_started';
    expect(await list(accountId)).toMatchObject([{ level: 'overage_started', levelNow, resolvedBy: null }]);
    expect(await list(accountId, `&level=${levelNow}`)).toHaveLength(1);
    expect(await list(accountId, `&level=${isPaid ? 'exhausted' : 'overage_started'}`)).toEqual([]);
    const detail = AccountDetail.parse(await asAdmin(`/admin/accounts/${accountId}`));
    expect(detail.creditsPay).toEqual(isPaid ? ['calls'] : []);
    expect((await listed(accountId))?.highest).toMatchObject({ featureCode: 'calls', creditsPay: isPaid });
    const isThere = async () => (await overviewSaysOf(accountId)).latest === levelNow;
    await waitUntil(isThere, 20_000).catch(() => undefined);
    const told = await overviewSaysOf(accountId);
    expect(told.latest).toBe(levelNow);
    expect(told.alertsToday[levelNow]).toBe(count);
  }

  it('is told alike of an alert, an account, and all accounts, as it changes', async () => {
    const before = AdminOverview.parse(await asAdmin('/admin/insights/overview')).alertsToday;
    const { id } = await beyond();
    const consent = { accountId: id, enabled: true };
    await expectTold(id, 'overage_started', before.overage_started + 1);
    // Four calls cost six: one more would cost two.
    await node().done(node().put('/usage/elastic/calls', { ...consent, capPerPeriod: 7 }));
    await expectTold(id, 'exhausted', before.exhausted + 1);
    await node().done(node().put('/usage/elastic/calls', consent));
    await expectTold(id, 'overage_started', before.overage_started + 1);
    // 44 are left: what they pay, and then one that does not.
    await node().use(id, { amount: 29 });
    await expectTold(id, 'exhausted', before.exhausted + 1);
    await grantCredits(node(), id, 2);
    await expectTold(id, 'overage_started', before.overage_started + 1);
  });
});
