import { describe, expect, it } from '@jest/globals';
import { AdminOverview } from '../../../src/insights/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { elasticCalls, grantCredits } from '../../harness/metering/elastic-calls.ts';
import { useMeteringServer } from '../../harness/metering/metering-server.ts';

const node = useMeteringServer();

type Told = Record<
  'near' | 'usedUp',
  [accountId: string, featureCode: string, percent: number, paid?: number][]
>;

/** Whose quotas are in each list, and how much of them is used. */
async function readFullest(): Promise<Told> {
  const overview = await node().done(node().get('/admin/insights/overview', { token: node().admin }));
  const { near, usedUp } = AdminOverview.parse(overview).fullestQuotas;
  const told = (quotas: typeof near) =>
    quotas.map(({ accountId, featureCode, percent, paid }): Told['near'][number] =>
      paid > 0 ? [accountId, featureCode, percent, paid] : [accountId, featureCode, percent],
    );
  return { near: told(near), usedUp: told(usedUp) };
}

/** An answer is shared for seconds: so of one that is made after this call. */
async function expectFullest(expected: Told): Promise<void> {
  const isThere = async () => JSON.stringify(await readFullest()) === JSON.stringify(expected);
  await waitUntil(isThere, 20_000).catch(() => undefined);
  expect(await readFullest()).toEqual(expected);
}

describe('the fullest quotas of the overview', () => {
  it('are told each by itself, and as used up those alone at which a use is refused', async () => {
    const offers = [
      { code: 'calls', quota: 10, resetPeriod: 'daily' as const },
      { code: 'words', quota: 1_000, resetPeriod: 'monthly' as const },
    ];
    const [{ id: both }, { id: close }] = [await node().account(offers), await node().account(offers)];
    await node().use(both, { amount: 10 });
    await node().use(both, { featureCode: 'words', amount: 969 });
    await node().use(close, { amount: 8 });
    await node().use(close, { featureCode: 'words', amount: 799 });
    const near: Told['near'] = [
      [both, 'words', 96.9],
      [close, 'calls', 80],
    ];
    await expectFullest({ near, usedUp: [[both, 'calls', 100]] });

    // Two credits pay for one more call; the call after it nobody pays.
    const { id: payer } = await node().account([elasticCalls]);
    await grantCredits(node(), payer, 2);
    await node().use(payer, { amount: 10 });
    const out: Told['usedUp'] = [
      [both, 'calls', 100],
      [payer, 'calls', 100],
    ];
    // All have one name; then the id decides.
    const usedUp = payer < both ? out.toReversed() : out;
    await expectFullest({ near, usedUp });
    const consent = { accountId: payer, enabled: true };
    await node().done(node().put('/usage/elastic/calls', { ...consent, capPerPeriod: 1 }));
    await expectFullest({ near, usedUp });
    await node().done(node().put('/usage/elastic/calls', consent));
    await expectFullest({ near, usedUp: [[both, 'calls', 100]] });
    await node().use(payer, { amount: 1 });
    // What they paid is no part of the quota, and told beside it.
    const paid = (quotas: Told['usedUp']) =>
      quotas.map((quota): Told['usedUp'][number] => (quota[0] === payer ? [payer, 'calls', 100, 1] : quota));
    await expectFullest({ near, usedUp: paid(usedUp) });
  });
});
