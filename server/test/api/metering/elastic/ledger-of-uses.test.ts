import { describe, expect, it } from '@jest/globals';
import { tamper } from '../../../harness/database/tamper.ts';
import { elasticCalls, spendBeyond } from '../../../harness/metering/elastic-calls.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

/** That the ledger says for which use beyond a quota credits went, and came back. */

const node = useMeteringServer();

/** With 50 credits, its owner agreeing; the quota is used up. */
async function spender(): Promise<string> {
  const { id } = await node().account([elasticCalls]);
  await spendBeyond(node(), id);
  return id;
}

const lines = (accountId: string, type = 'consume') =>
  node().done(node().get(`/credits/transactions?accountId=${accountId}&type=${type}`));

describe('GET /credits/transactions', () => {
  it('names the use that a line paid beyond a quota: its record, its feature, and when it happened', async () => {
    const id = await spender();
    const recordId = await node().use(id, { amount: 2 });
    const [{ occurredAt }] = await node().done(node().get(`/usage/records?accountId=${id}`));
    expect(await lines(id)).toMatchObject([
      { amount: 3, usage: { recordId, featureCode: 'calls', occurredAt } },
    ]);
  });

  it('names that of a hold once it is committed', async () => {
    const id = await spender();
    const body = { accountId: id, featureCode: 'calls', amount: 4 };
    const held = await node().done(node().post('/usage/reservations', body));
    const { recordId } = await node().done(node().post(`/usage/reservations/${held.id}/commit`));
    expect(await lines(id)).toMatchObject([{ amount: 6, usage: { recordId, featureCode: 'calls' } }]);
  });

  it('names it for what comes back as well', async () => {
    const id = await spender();
    const recordId = await node().use(id, { amount: 2 });
    await node().done(node().post(`/usage/records/${recordId}/void`, { reason: 'a mistake' }));
    expect(await lines(id, 'return')).toMatchObject([
      { amount: 3, reason: 'a mistake', usage: { recordId, featureCode: 'calls' } },
    ]);
  });

  it('names none for what was spent otherwise', async () => {
    const id = await spender();
    await node().done(node().post('/credits/use', { accountId: id, amount: 5 }));
    expect(await lines(id)).toMatchObject([{ amount: 5, usage: null }]);
    expect(await lines(id, 'grant')).toMatchObject([{ amount: 50, usage: null }]);
  });

  it('still names the record once its month is no longer kept', async () => {
    const id = await spender();
    const recordId = await node().use(id, { amount: 2 });
    await tamper(node().server.owner, 'delete from public.usage_records where id = $1', [recordId]);
    expect(await lines(id)).toMatchObject([{ usage: { recordId, featureCode: null, occurredAt: null } }]);
  });
});

describe('GET /credits/transactions/export', () => {
  it('has the use, and ends with the time on the account’s own clocks', async () => {
    const id = await spender();
    const recordId = await node().use(id, { amount: 2 });
    const { body } = await node().get(`/credits/transactions/export?accountId=${id}`);
    const [header = '', consume = '', grant = ''] = String(body).split('\r\n');
    expect(header).toMatch(/,returns_id,usage_record_id,feature_code,created_at_local,time_zone$/);
    expect(consume).toMatch(new RegExp(`,${recordId},calls,[-\\d]{10} [:\\d]{8},UTC$`));
    expect(grant).toMatch(/,,,[-\d]{10} [:\d]{8},UTC$/);
  });
});
