import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Balance } from '../../../src/credits/balances/contract.ts';
import { ActivePackage, AssignedPackage } from '../../../src/credits/packages/contract.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { aPackage, offerPackage } from '../../harness/credits/packages.ts';
import { registerUser } from '../../harness/identity/people.ts';

const server = useCreditsServer();
const assign = (accountId: string, packageId: string, headers: Record<string, string> = {}) =>
  server().post(
    `/admin/accounts/${accountId}/packages`,
    { packageId, reason: 'a gift' },
    { token: server().admin, headers },
  );

describe('POST /admin/accounts/:accountId/packages', () => {
  it('gives credits and the day’s allowance at once, and tells of the allowance', async () => {
    const { id } = await offerPackage(server(), { dailyCredits: 10 });
    const { account, token } = await server().person(0);
    const { status, body } = await assign(account.id, id);
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ packageId: id, version: 1, balance: 110, replayed: false });
    await server().use(account.id, 4);
    const mine = Balance.parse(await server().done(server().get('/credits/balance', { token })));
    expect(mine).toMatchObject({ balance: 106, daily: { allowance: 10, remaining: 6 } });
    expect(mine.lots.map(({ source }) => source)).toEqual(['daily', 'admin']);
    expect(Date.parse(mine.daily?.resetsAt ?? '')).toBeGreaterThan(Date.now());

    const active = await server().done(server().get('/packages/active', { token }));
    expect(active).toMatchObject([
      {
        packageId: id,
        dailyCredits: 10,
        endsAt: body.data.endsAt,
        terms: [{ id: body.data.id, version: 1, source: 'admin', quantity: 1, credits: 100 }],
      },
    ]);
    const { body: audit } = await server().get(`/admin/audit?accountId=${account.id}`, {
      token: server().admin,
    });
    expect(audit.data[0]).toMatchObject({
      action: 'credits.package_assigned',
      reason: 'a gift',
      details: { termId: body.data.id, version: 1 },
    });
  });

  it('again, the term begins where the running one ends', async () => {
    const { id } = await offerPackage(server());
    const accountId = await server().account(0);
    const first = (await assign(accountId, id)).body.data;
    const second = (await assign(accountId, id)).body.data;
    expect(second).toMatchObject({
      userPackageId: first.userPackageId,
      startsAt: first.endsAt,
      balance: 200,
    });
    const active = await server().done(server().get(`/packages/active?accountId=${accountId}`));
    expect(active).toHaveLength(1);
    expect(active[0].terms).toHaveLength(2);
  });

  it('with a key, ten at once give once', async () => {
    const { id } = await offerPackage(server());
    const accountId = await server().account(0);
    const key = { 'Idempotency-Key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => assign(accountId, id, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => AssignedPackage.parse(body.data).id)).size).toBe(1);
    expect((await server().balance(accountId)).balance).toBe(100);
    const { id: other } = await offerPackage(server());
    expect(await assign(accountId, other, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it('422 for a package that is not there, 409 for a draft, 404 for an account that is not', async () => {
    const accountId = await server().account(0);
    expect(await assign(accountId, randomUUID())).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'packageId' }] },
    });
    const { id } = await offerPackage(server(), { status: 'draft' });
    expect((await assign(accountId, id)).status).toBe(409);
    const { id: offered } = await offerPackage(server());
    expect((await assign(randomUUID(), offered)).status).toBe(404);
  });
});

describe('GET /packages/active', () => {
  it('tells beforehand when another one would hold, of the version on offer: just as it is given then', async () => {
    const { id } = await offerPackage(server());
    const { account, token } = await registerUser(server().server, { timeZone: 'America/New_York' });
    const running = async () =>
      z.array(ActivePackage).parse(await server().done(server().get('/packages/active', { token })));
    await assign(account.id, id);
    const publish = (version: number, validityDays: number) =>
      server().done(
        server().put(
          `/admin/products/packages/${id}`,
          { ...aPackage, validityDays },
          { token: server().admin, headers: { 'If-Match': `"${version}"` } },
        ),
      );
    // Over a change of the clocks, whatever the day is.
    await publish(1, 200);
    for (let turn = 0; turn < 2; turn += 1) {
      const [told] = await running();
      const given = AssignedPackage.parse((await assign(account.id, id)).body.data);
      expect(told?.next).toEqual({ startsAt: given.startsAt, endsAt: given.endsAt });
    }
    // Ten times ten years, and those days: more than anybody is given.
    await publish(2, 3_660);
    for (let turn = 0; turn < 9; turn += 1) await assign(account.id, id);
    expect((await running())[0]?.next).toBeNull();
    expect((await assign(account.id, id)).status).toBe(422);
  });

  it('404 for what is another’s', async () => {
    const [one, other] = [await server().person(0), await server().person(0)];
    const path = `/packages/active?accountId=${other.account.id}`;
    expect((await server().get(path, { token: one.token })).status).toBe(404);
    expect(await server().done(server().get('/packages/active', { token: one.token }))).toEqual([]);
  });
});

describe('GET /credits/balance', () => {
  it('shows the allowance of a new day before anybody has touched the account', async () => {
    const { id } = await offerPackage(server(), { credits: 0, dailyCredits: 10 });
    const accountId = await server().account(0);
    const { userPackageId } = (await assign(accountId, id)).body.data;
    await server().use(accountId, 10);
    // As if all of it had been yesterday.
    const { owner } = server().server;
    await owner.query(
      `update public.user_packages set starts_at = starts_at - interval '1 day', allowance_until = now()
       where account_id = $1`,
      [accountId],
    );
    await owner.query(
      `update public.user_package_terms set starts_at = starts_at - interval '1 day' where account_id = $1`,
      [accountId],
    );
    await owner.query(
      `update public.credit_lots as lot set expires_at = package.allowance_until
       from public.user_packages as package
       where lot.account_id = $1 and package.account_id = lot.account_id`,
      [accountId],
    );
    await owner.query(`update public.credit_balances set due_at = now() where account_id = $1`, [accountId]);
    expect(await server().balance(accountId)).toMatchObject({
      balance: 10,
      daily: { allowance: 10, remaining: 10 },
      lots: [{ id: userPackageId, source: 'daily', remaining: 10 }],
    });
    expect(await server().use(accountId, 3)).toMatchObject({ balance: 7 });
    expect((await server().balance(accountId)).daily).toMatchObject({ allowance: 10, remaining: 7 });
  });
});
