import { describe, expect, it } from '@jest/globals';
import { createPlan } from '../../harness/catalog/catalog.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { offerPackage } from '../../harness/credits/packages.ts';
import { badFields, idsOf, unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();

const revoke = (accountId: string, lotId: string) =>
  node().server.ctx.pool.query(
    `select public.revoke_credits(
       p_account_id => $1, p_lot_id => $2, p_amount => null, p_total => null, p_reason => 'refunded', p_actor => '{}'
     )`,
    [accountId, lotId],
  );

const lines = (accountId: string, query?: string) => node().transactions(accountId, query);

describe('200', () => {
  it('tells every movement, newest first, each with what was owned after it', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 100);
    await node().use(accountId, 30);
    const { transactionId } = await node().use(accountId, 20);
    await node().done(
      node().post(`/credits/transactions/${transactionId}/return`, { amount: 5, reason: 'half failed' }),
    );
    const shown = (await lines(accountId)).map(({ type, amount, balanceAfter }) => [
      type,
      amount,
      balanceAfter,
    ]);
    expect(shown).toEqual([
      ['return', 5, 55],
      ['consume', 20, 50],
      ['consume', 30, 70],
      ['grant', 100, 100],
    ]);
    expect((await lines(accountId))[0]?.lots).toMatchObject([{ lotId, amount: 5 }]);
  });

  it('shows what is owed as a revoke that leaves the balance, and finds both as revokes', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 10);
    await node().use(accountId, 4);
    await revoke(accountId, lotId);
    const shown = (await lines(accountId, '&type=revoke')).map(({ type, amount, owed, balanceAfter }) => ({
      type,
      amount,
      owed,
      balanceAfter,
    }));
    expect(shown).toEqual([
      { type: 'revoke', amount: 4, owed: true, balanceAfter: 0 },
      { type: 'revoke', amount: 6, owed: false, balanceAfter: 0 },
    ]);
    await node().grant(accountId, 7);
    expect(await lines(accountId, '&type=debt_repaid')).toMatchObject([{ amount: 4, balanceAfter: 3 }]);
  });

  it('says of each lot what it came from, also once it is used up', async () => {
    const { id: packageId, name } = await offerPackage(node(), { credits: 30, dailyCredits: 20 });
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 10);
    await node().done(
      node().post(
        `/admin/accounts/${accountId}/packages`,
        { packageId, reason: 'A gift' },
        { token: node().admin },
      ),
    );
    await node().use(accountId, 60);
    await revoke(accountId, lotId);
    const [owed, use] = await lines(accountId);
    const byAmount = new Map(use?.lots.map(({ amount, origin }) => [amount, origin]));
    expect(byAmount.get(20)).toMatchObject({ source: 'daily', name });
    expect(byAmount.get(30)).toMatchObject({ source: 'admin', name });
    expect(byAmount.get(10)).toMatchObject({ source: 'admin', name: null, expiresAt: null });
    expect(owed).toMatchObject({ owed: true, against: { lotId, origin: { source: 'admin', name: null } } });
  });

  it('names the plan whose version gave a lot', async () => {
    const accountId = await node().account(0);
    const { code: planCode } = await createPlan(node().server, node().admin, {
      code: 'with_credits',
      name: { en: 'With credits', 'zh-CN': '含积分' },
      credits: { amount: 500, interval: 'month' },
    });
    await node().done(node().post(`/admin/accounts/${accountId}/plan`, { planCode, reason: 'A gift' }));
    await node().use(accountId, 500);
    expect((await lines(accountId))[0]?.lots).toMatchObject([
      { amount: 500, origin: { source: 'subscription', name: { en: 'With credits', 'zh-CN': '含积分' } } },
    ]);
  });

  it('tells its lines also where a lot of theirs is gone', async () => {
    const accountId = await node().account(0);
    const lotId = await node().grant(accountId, 10);
    const rename = (from: string, to: string) =>
      node().server.owner.query('update public.credit_lots set id = $2 where id = $1', [from, to]);
    await rename(lotId, unknownId);
    expect((await lines(accountId))[0]?.lots).toEqual([{ lotId, amount: 10, origin: null }]);
    await rename(unknownId, lotId);
  });

  it('is read page by page, each line once, also while new ones come', async () => {
    const accountId = await node().account(100);
    for (let count = 0; count < 6; count += 1) await node().use(accountId, 1);
    const all = (await lines(accountId)).map(({ id }) => id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const path = `/credits/transactions?accountId=${accountId}&limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await node().get(path);
      seen.push(...idsOf(body.data));
      cursor = body.page.nextCursor ?? '';
      await node().use(accountId, 1);
    } while (cursor !== '');
    expect(seen).toEqual(all);
  });

  it('finds what is no use without reading all uses', async () => {
    const accountId = await node().account(5_000);
    const uses = Array.from({ length: 1_000 }, () => ({ amount: 1 }));
    const { ctx, owner } = node().server;
    for (let count = 0; count < 3; count += 1) {
      await ctx.pool.query('select from public.consume_credits($1, $2)', [accountId, JSON.stringify(uses)]);
    }
    await owner.query('analyze public.credit_transactions');
    const looks = async () => {
      const { rows } = await owner.query<{ count: number }>(
        `select idx_scan::int as count from pg_stat_user_indexes where indexrelname = 'credit_transactions_no_use'`,
      );
      return rows[0]?.count ?? 0;
    };
    const before = await looks();
    expect(await lines(accountId, '&type=grant')).toHaveLength(1);
    // Postgres tells what it has counted some seconds later.
    await waitUntil(async () => (await looks()) > before);
  });

  it('is filtered by span, its end not included', async () => {
    const accountId = await node().account(100);
    const { transactionId } = await node().use(accountId, 1);
    await node().use(accountId, 2);
    const { rows } = await node().server.owner.query<{ at: string }>(
      `select to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from public.credit_transactions where id = $1`,
      [transactionId],
    );
    const at = rows[0]?.at;
    expect((await lines(accountId, `&from=${at}`)).map(({ amount }) => amount)).toEqual([2, 1]);
    expect((await lines(accountId, `&to=${at}`)).map(({ amount }) => amount)).toEqual([100]);
  });

  it('is one’s own to read', async () => {
    const { token } = await node().person(7);
    const { body } = await node().get('/credits/transactions', { token });
    expect(body).toMatchObject({
      data: [{ type: 'grant', amount: 7 }],
      page: { limit: 20, nextCursor: null },
    });
  });

  it('is a file for spreadsheets: all of it, with nothing that they would run', async () => {
    const accountId = await node().account(1_000);
    await node().post('/credits/use', { accountId, amount: 1, referenceId: '=SUM(A1)' });
    await Promise.all(Array.from({ length: 520 }, () => node().use(accountId, 1)));
    const { body, headers } = await node().get(`/credits/transactions/export?accountId=${accountId}`);
    const rows = String(body).trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 522);
    expect(rows[0]).toBe(
      '\uFEFFid,created_at,type,amount,owed,balance_after,held_after,action,reference_id,reason,reservation_id,returns_id,usage_record_id,feature_code,created_at_local,time_zone',
    );
    expect(rows.at(-2)).toContain(",consume,1,false,999,0,,'=SUM(A1),,,");
    expect(rows.at(-1)).toContain(',grant,1000,false,1000,0,');
    expect(new Set(rows.map((row) => row.split(',')[5])).size).toBe(1 + 522);
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="[a-z0-9-]+-credit-transactions-until-.*\.csv"$/,
    );
    const uses = await node().get(`/credits/transactions/export?accountId=${accountId}&type=grant`);
    expect(String(uses.body).trimEnd().split('\r\n')).toHaveLength(2);
  });
});

describe('404', () => {
  it('knows neither what is another’s nor what is not there', async () => {
    const [{ token }, other] = [await node().person(), await node().account()];
    for (const id of [other, unknownId]) {
      for (const path of ['/credits/transactions', '/credits/transactions/export']) {
        expect((await node().get(`${path}?accountId=${id}`, { token })).status).toBe(404);
      }
    }
  });
});

describe('422', () => {
  it.each([
    ['cursor=bm9uZQ', 'cursor'],
    ['type=debt', 'type'],
    ['limit=0', 'limit'],
    ['from=yesterday', 'from'],
  ])('refuses %s', async (query, field) => {
    const accountId = await node().account();
    const answer = await node().get(`/credits/transactions?accountId=${accountId}&${query}`);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([field]);
  });
});
