import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Balance } from '../../../src/credits/balances/contract.ts';
import { readBalances } from '../../../src/credits/balances/queries.ts';
import { AssignedPackage } from '../../../src/credits/packages/contract.ts';
import { Reservation } from '../../../src/credits/reservations/contract.ts';
import { CreditUse } from '../../../src/credits/uses/contract.ts';
import { HeldClock } from '../../harness/clock/held-clock.ts';
import { grantCredits } from '../../harness/credits/granted-credits.ts';
import { offerPackage } from '../../harness/credits/packages.ts';
import { asApplication, createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { MeteringServer } from '../../harness/metering/metering-server.ts';

// Nodes keep what they answered, so each case reads once before what it is about.

let database: TestDatabase;
let clock: HeldClock;
let node: MeteringServer;
let other: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  clock = await HeldClock.of(database.connectionString);
  const env = { DATABASE_URL: clock.through(asApplication(database.connectionString)) };
  node = await MeteringServer.start({ database, env });
  other = await startTestServer({ database, env });
});
afterEach(() => clock.release());
afterAll(async () => {
  await other.stop();
  await node.server.stop();
  await clock.close();
  await database.drop();
});

const get = (accountId: string, token?: string) =>
  node.get(`/credits/balance?accountId=${accountId}`, token === undefined ? {} : { token });

/** What the node answers; it must be what a read anew finds. */
async function read(accountId: string): Promise<Balance> {
  const answer = Balance.parse(await node.done(get(accountId)));
  const [anew] = await readBalances(node.server.ctx.pool, [accountId]);
  expect({ ok: true, data: answer }).toEqual(JSON.parse(anew!.balance.json));
  return answer;
}

async function readAt(accountId: string, at: Date | string): Promise<Balance> {
  await clock.hold(at);
  return read(accountId);
}

const grant = (accountId: string, amount: number, expiresAt?: Date) =>
  grantCredits(node.server.ctx.pool, accountId, amount, expiresAt ? { expiresAt } : {});
const spend = async (accountId: string, amount: number) =>
  CreditUse.parse(await node.done(node.post('/credits/use', { accountId, amount })));
const holdCredits = async (accountId: string, amount: number) =>
  Reservation.parse(await node.done(node.post('/credits/reservations', { accountId, amount })));
const assign = async (accountId: string, packageId: string) =>
  AssignedPackage.parse(
    await node.done(
      node.post(`/admin/accounts/${accountId}/packages`, { packageId, reason: 'a gift' }, asAdmin()),
    ),
  );
const asAdmin = () => ({ token: node.admin });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
/** Instants are shown in milliseconds, and kept in microseconds. */
const justBefore = (at: Date | string) => new Date(new Date(at).getTime() - 1);
const rightAfter = (at: Date | string) => new Date(new Date(at).getTime() + 1);

/** On a plan whose calls credits may pay, its owner agreeing. */
async function account(): Promise<string> {
  const { id } = await node.account([
    {
      code: 'calls',
      quota: 1,
      resetPeriod: 'never',
      overage: 'credits',
      overageRate: { credits: 3, per: 1 },
    },
  ]);
  await node.done(node.put('/usage/elastic/calls', { accountId: id, enabled: true }));
  return id;
}

describe('what a node has answered before', () => {
  it('is answered again without looking at lots', async () => {
    const { id } = await node.account(null);
    await grant(id, 100);
    const before = await read(id);
    // Nothing that the product does leaves the version as it was.
    await node.server.owner.query('update public.credit_lots set priority = 1 where account_id = $1', [id]);
    expect((await get(id)).body.data).toEqual(before);
  });

  it('is never answered after anything was done to the account, by whomever', async () => {
    const id = await account();
    const lotId = await grant(id, 100);
    const daily = await offerPackage(node, { dailyCredits: 10 });
    const plan = (credits: object) =>
      node.done(
        node.post(
          '/admin/products/plans',
          {
            code: `plan-${randomUUID()}`,
            name: { en: 'A plan', 'zh-CN': '方案' },
            description: { en: 'A plan', 'zh-CN': '方案' },
            prices: [],
            features: [
              {
                code: 'calls',
                quota: 0,
                resetPeriod: 'never',
                overage: 'credits',
                overageRate: { credits: 3, per: 1 },
              },
            ],
            status: 'active',
            credits,
          },
          asAdmin(),
        ),
      );
    const monthly = await plan({ amount: 50, interval: 'month' });
    const admin = (path: string, body: object) => node.done(node.post(path, body, asAdmin()));
    const call = (name: string, values: string) =>
      node.server.owner.query(`select public.${name}(p_account_id => $1, ${values})`, [id]);
    let [term, usageId] = ['', ''];
    const [kept, freed] = [await holdCredits(id, 7), await holdCredits(id, 8)];
    const used = await spend(id, 5);

    const acts: Record<string, () => Promise<unknown>> = {
      grant: () => admin('/admin/credits/grant', { accountId: id, amount: 40, reason: 'Welcome' }),
      'file of grants': () =>
        node.done(
          node.post(
            '/admin/credits/grants/import',
            `accountId,amount,reason,expiresAt\r\n${id},5,Hi,`,
            asAdmin(),
          ),
        ),
      'use of one lot': () => spend(id, 3),
      'use of several lots': () => spend(id, 100),
      hold: () => holdCredits(id, 4),
      commit: () => admin(`/credits/reservations/${kept.id}/commit`, { amount: 2 }),
      release: () => admin(`/credits/reservations/${freed.id}/release`, {}),
      return: () =>
        admin(`/credits/transactions/${used.transactionId}/return`, { amount: 2, reason: 'failed' }),
      'revocation that leaves a debt': () =>
        admin('/admin/credits/revoke', { accountId: id, lotId, reason: 'Refunded' }),
      reinstatement: () => call('reinstate_credits', `p_lot_id => '${lotId}', p_amount => 9`),
      'payment of the debt': () => admin('/admin/credits/grant', { accountId: id, amount: 150, reason: 'x' }),
      'use that credits pay beyond a quota': async () => {
        usageId = await node.use(id, { amount: 3 });
      },
      'void of such a use': () =>
        node.done(node.post(`/usage/records/${usageId}/void`, { reason: 'a test' }, asAdmin())),
      package: async () => {
        term = (await assign(id, daily.id)).id;
      },
      'use of the allowance': () => spend(id, 4),
      'package again': () => assign(id, daily.id),
      'another time zone': () => call('change_time_zone', `p_time_zone => 'Pacific/Apia'`),
      'end of a package’s term': () => call('end_package', `p_term_id => '${term}'`),
      'plan that includes credits': () =>
        admin(`/admin/accounts/${id}/plan`, { planCode: monthly.code, reason: 'a test' }),
    };
    for (const [name, act] of Object.entries(acts)) {
      const before = await read(id);
      await act();
      // Compared with what it was, too: an act that changes nothing says nothing.
      expect({ name, changed: JSON.stringify(await read(id)) !== JSON.stringify(before) }).toEqual({
        name,
        changed: true,
      });
    }
  });

  it('is never answered after another node has written', async () => {
    const { id } = await node.account(null);
    await grant(id, 100);
    expect((await read(id)).balance).toBe(100);
    const response = await fetch(`${other.url}/api/credits/use`, {
      method: 'POST',
      headers: { authorization: `Bearer ${node.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ accountId: id, amount: 30 }),
    });
    expect(response.status).toBe(201);
    expect((await read(id)).balance).toBe(70);
  });
});

describe('what a node has answered before is not answered once time has changed it', () => {
  it('when credits come to their last week, and at their end', async () => {
    const { id } = await node.account(null);
    const [soon, later] = [inDays(20), inDays(30)];
    await grant(id, 10, soon);
    await grant(id, 20, later);
    expect((await read(id)).expiringSoon).toEqual([]);
    const week = 7 * 86_400_000;
    const lastWeek = new Date(soon.getTime() - week);
    expect((await readAt(id, justBefore(lastWeek))).expiringSoon).toEqual([]);
    expect((await readAt(id, lastWeek)).expiringSoon).toHaveLength(1);
    expect(await readAt(id, justBefore(soon))).toMatchObject({ balance: 30, lotsTotal: 2 });
    expect(await readAt(id, soon)).toMatchObject({ balance: 20, lotsTotal: 1 });
    expect((await readAt(id, new Date(later.getTime() - week))).expiringSoon).toHaveLength(1);
    expect(await readAt(id, later)).toMatchObject({ balance: 0, lots: [] });
  });

  it('when a hold ends', async () => {
    const { id } = await node.account(null);
    await grant(id, 10);
    const { expiresAt } = await holdCredits(id, 4);
    expect(await readAt(id, justBefore(expiresAt))).toMatchObject({ balance: 6, held: 4 });
    expect(await readAt(id, rightAfter(expiresAt))).toMatchObject({ balance: 10, held: 0 });
  });

  it('when a day ends, also where its allowance was used up, until the package has ended', async () => {
    const { id } = await node.account(null);
    const { id: packageId } = await offerPackage(node, { credits: 0, dailyCredits: 10, validityDays: 1 });
    const { endsAt } = await assign(id, packageId);
    await spend(id, 10);
    const today = (await read(id)).daily;
    expect(today).toMatchObject({ allowance: 10, remaining: 0 });
    const { daily: tomorrow } = await readAt(id, rightAfter(today!.resetsAt));
    expect(tomorrow).toEqual({ allowance: 10, remaining: 10, resetsAt: endsAt });
    // Not touched yet: it says so by the id of its package, and is read anew each time.
    expect((await readAt(id, justBefore(endsAt))).lots).toHaveLength(1);
    expect(await readAt(id, rightAfter(endsAt))).toMatchObject({ daily: null, lots: [] });
  });

  it('when the last day of a package ends whose allowance was used up', async () => {
    const { id } = await node.account(null);
    const { id: packageId } = await offerPackage(node, { credits: 0, dailyCredits: 10, validityDays: 1 });
    const { endsAt } = await assign(id, packageId);
    const day = (await read(id)).daily!.resetsAt;
    // The last day is taken as it begins.
    await node.server.owner.query(`select from public.consume_credits($1, '[{"amount": 10}]', $2)`, [
      id,
      day,
    ]);
    // Whoever writes after that finds nothing that is due at the day's end.
    await node.server.owner.query(`select from public.grant_credits($1, 5, 'admin', 'later', p_now => $2)`, [
      id,
      day,
    ]);
    expect((await readAt(id, rightAfter(day))).daily).toMatchObject({
      allowance: 10,
      remaining: 0,
      resetsAt: endsAt,
    });
    expect((await readAt(id, justBefore(endsAt))).daily).not.toBeNull();
    expect((await readAt(id, rightAfter(endsAt))).daily).toBeNull();
  });
});

describe('an account', () => {
  it('that is gone is not answered for any more', async () => {
    const { id } = await node.account(null);
    expect((await read(id)).balance).toBe(0);
    await node.server.owner.query('delete from public.accounts where id = $1', [id]);
    expect(await get(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is shown to those alone who may see it, whoever has read it before', async () => {
    const { account: mine, token } = await node.person();
    const { token: strange } = await node.person();
    expect((await get(mine.id, token)).status).toBe(200);
    expect(await get(mine.id, strange)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await get(mine.id, await node.key('usage:read'))).status).toBe(403);
    expect((await get(mine.id, token)).status).toBe(200);
  });
});
