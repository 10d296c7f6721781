import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountListItem } from '../../../../src/metering/accounts/contract.ts';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { aPackage } from '../../../harness/credits/packages.ts';
import { call } from '../../../harness/http/contract.ts';
import { adminCredentials, startTestServer, type TestServer } from '../../../harness/http/server.ts';
import { connectSocket } from '../../../harness/http/socket.ts';
import {
  createApiKey,
  registerAdmin,
  registerUser,
  signIn,
  signInAdmin,
  type Person,
} from '../../../harness/identity/people.ts';
import { badFields, wordsOf } from '../../../harness/metering/metering-server.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
});
afterAll(() => server.stop());

const close = ({ token, user: { email }, password }: Person, body: object = {}, headers = {}) =>
  call(server, 'post', '/auth/closing', { token, body: { email, password, ...body }, headers });
const closing = (token: string) => call(server, 'get', '/auth/closing', { token });
const me = (token: string) => call(server, 'get', '/auth/me', { token });
const login = (email: string, password: string) =>
  call(server, 'post', '/auth/login', { body: { email, password } });
const refresh = (cookie: string) => call(server, 'post', '/auth/refresh', { headers: { cookie } });
const rows = async (statement: string, values: unknown[]) =>
  (await server.ctx.pool.query<Record<string, unknown>>(statement, values)).rows;
const grant = (accountId: string) =>
  call(server, 'post', '/admin/credits/grant', {
    token: admin,
    body: { accountId, amount: 40, reason: 'a test' },
  });

describe('GET /auth/closing', () => {
  it('tells what goes and what stays, and changes nothing', async () => {
    const person = await registerUser(server);
    await signIn(server, person.user.email, person.password);
    await rows(`select public.grant_credits($1, 40, 'admin', 'x')`, [person.account.id]);
    const { status, body } = await closing(person.token);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      blockedBy: null,
      credits: 40,
      plan: null,
      holds: 0,
      sessions: 2,
      apiKeys: 0,
      orders: 0,
    });
    expect((await me(person.token)).status).toBe(200);
  });
});

describe('POST /auth/closing', () => {
  it('ends every way in at once, and says why to whoever was in', async () => {
    const person = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    const { socket } = await connectSocket(server, { token: elsewhere.token });
    const answer = await close(person);
    expect(answer.status).toBe(200);
    await waitUntil(() => !socket.connected);
    for (const { token, cookie } of [person, elsewhere]) {
      const refused = await me(token);
      expect([refused.status, refused.body.detail]).toEqual([401, 'The account is closed']);
      expect((await refresh(cookie)).body.code).toBe('account_closed');
    }
  });

  it('tells a repeat whose answer was lost that it is closed', async () => {
    const person = await registerUser(server);
    await close(person);
    const again = await close(person);
    expect([again.status, again.body.code, again.body.detail]).toEqual([
      401,
      'unauthenticated',
      'The account is closed',
    ]);
  });

  it('of several at once lets one close it', async () => {
    const person = await registerUser(server);
    const answers = await Promise.all([close(person), close(person), close(person)]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 200) expect(['account_closed', 'unauthenticated']).toContain(body.code);
    }
    const told = await rows(
      `select from public.audit_log where account_id = $1 and action = 'account.closed'`,
      [person.account.id],
    );
    expect(told).toHaveLength(1);
  });

  it('says afterwards that it is closed to whoever knows the password, and to nobody else', async () => {
    const person = await registerUser(server);
    const { email } = person.user;
    await close(person);
    const right = await login(email, person.password);
    expect([right.status, right.body.code]).toEqual([409, 'account_closed']);
    const [wrong, unknown] = [
      await login(email, 'Wrong-horse-1'),
      await login('x@example.com', 'Wrong-horse-1'),
    ];
    expect(wordsOf(wrong)).toEqual(wordsOf(unknown));
    expect(wrong.status).toBe(401);
  });

  it('leaves the address to anybody, for an account that is new and empty', async () => {
    const person = await registerUser(server);
    await rows(`select public.grant_credits($1, 40, 'admin', 'y')`, [person.account.id]);
    await close(person);
    const other = await registerUser(server, { email: person.user.email, password: 'Other-battery-8' });
    expect(other.account.id).not.toBe(person.account.id);
    expect((await closing(other.token)).body.data.credits).toBe(0);
    expect((await login(person.user.email, person.password)).status).toBe(401);
    expect((await login(person.user.email, 'Other-battery-8')).status).toBe(200);
  });

  it('keeps nothing that says who it was', async () => {
    const person = await registerUser(server, { name: 'Zaphod Beeblebrox' });
    const traces = async () => {
      const [found] = await rows(
        `select users::text || accounts::text || string_agg(sessions::text, '') as text
         from public.users
         join public.account_members as member on member.user_id = users.id
         join public.accounts on accounts.id = member.account_id
         join public.sessions on sessions.user_id = users.id
         where users.id = $1 group by users.*, accounts.*`,
        [person.user.id],
      );
      const text = String(found?.['text']).toLowerCase();
      return ['zaphod', person.user.email, 'argon2', 'node', person.user.id].filter((word) =>
        text.includes(word),
      );
    };
    expect(await traces()).toHaveLength(5);
    await close(person);
    expect(await traces()).toEqual([person.user.id]);
  });

  it.each([
    ['password', { password: 'Wrong-horse-1' }],
    ['email', { email: 'somebody.else@example.com' }],
  ])('422 at %s where that is another', async (path, body) => {
    const person = await registerUser(server);
    const answer = await close(person, body);
    expect(answer.status).toBe(422);
    expect(badFields(answer)).toEqual([path]);
    expect((await me(person.token)).status).toBe(200);
  });

  it('takes the address however it is typed, and no Idempotency-Key', async () => {
    const person = await registerUser(server);
    expect((await close(person, {}, { 'idempotency-key': 'one' })).status).toBe(422);
    expect((await close(person, { email: person.user.email.toUpperCase() })).status).toBe(200);
  });

  it('refuses the last admin, and lets one of two go with the keys that they made', async () => {
    const { email, password } = adminCredentials;
    const boss = { ...(await signIn(server, email, password)), password };
    expect((await closing(boss.token)).body.data.blockedBy).toBe('last_admin');
    const refused = await close(boss);
    expect([refused.status, refused.body.code]).toEqual([409, 'last_admin']);
    const second = await registerAdmin(server);
    const key = await createApiKey(server, second.token, ['accounts:read']);
    expect((await call(server, 'get', '/admin/accounts', { token: key })).status).toBe(200);
    expect((await closing(second.token)).body.data).toMatchObject({ apiKeys: 1, blockedBy: null });
    expect((await close(second)).status).toBe(200);
    expect((await call(server, 'get', '/admin/accounts', { token: key })).status).toBe(401);
  });

  it('lets one of two admins go who go at once', async () => {
    const two = [await registerUser(server), await registerUser(server)];
    await rows(`update public.users set role = 'user' where role = 'admin'`, []);
    await rows(`update public.users set role = 'admin' where id = any ($1)`, [
      two.map(({ user }) => user.id),
    ]);
    const codes = (await Promise.all(two.map((one) => close(one)))).map(
      ({ status, body }): unknown => body.code ?? status,
    );
    expect(codes.sort()).toEqual([200, 'last_admin']);
    await rows(`update public.users set role = 'admin' where email = $1`, [adminCredentials.email]);
    await waitUntil(
      async () => (await call(server, 'get', '/admin/api-keys', { token: admin })).status === 200,
    );
  });

  it('ends what an admin sees of the account, and lets nobody look again', async () => {
    const person = await registerUser(server);
    const look = () =>
      call(server, 'post', `/admin/accounts/${person.account.id}/view`, {
        token: admin,
        body: { reason: 'x' },
      });
    const { accessToken } = (await look()).body.data;
    const { socket } = await connectSocket(server, { token: accessToken });
    expect((await me(accessToken)).status).toBe(200);
    await close(person);
    await waitUntil(() => !socket.connected);
    expect((await me(accessToken)).status).toBe(401);
    expect((await look()).body.code).toBe('account_closed');
    expect((await me(admin)).status).toBe(200);
  });

  it('loses against no change of the name at that moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await registerUser(server);
      const rename = () =>
        call(server, 'patch', '/auth/me', {
          token: person.token,
          body: { name: 'Late', timeZone: 'Asia/Shanghai' },
        });
      await Promise.all([rename(), close(person), rename()]);
      const [named] = await rows(
        `select users.name as "user", accounts.name as account from public.users, public.accounts
         where users.id = $1 and accounts.id = $2`,
        [person.user.id, person.account.id],
      );
      expect(named).toEqual({
        user: `#${person.user.id.slice(-6)}`,
        account: `#${person.account.id.slice(-6)}`,
      });
    }
  });
});

describe('what admins see', () => {
  it('is a number and when it was closed, apart from the accounts that somebody has', async () => {
    const person = await registerUser(server, { name: 'Trillian Astra' });
    const list = async (query: string) => {
      const { body } = await call(server, 'get', `/admin/accounts?limit=100${query}`, { token: admin });
      return AccountListItem.array()
        .parse(body.data)
        .map(({ id }) => id);
    };
    expect(await list('&q=Trillian')).toEqual([person.account.id]);
    await close(person);
    expect(await list('')).not.toContain(person.account.id);
    expect(await list('&state=closed')).toContain(person.account.id);
    expect(await list('&state=closed&q=Trillian')).toEqual([]);
    const { body } = await call(server, 'get', `/admin/accounts/${person.account.id}`, { token: admin });
    expect(body.data).toMatchObject({ name: `#${person.account.id.slice(-6)}`, planCode: null, email: null });
    expect(Date.parse(body.data.closedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('names whoever left in no line of history, older ones included', async () => {
    const person = await registerUser(server, { name: 'Ford Prefect' });
    await rows(
      `insert into public.audit_log (id, actor_kind, actor_id, actor_name, action, account_id)
       values (gen_random_uuid(), 'user', $1, 'Ford Prefect', 'elastic.set', $2)`,
      [person.user.id, person.account.id],
    );
    await close(person);
    const { body } = await call(server, 'get', `/admin/audit?accountId=${person.account.id}`, {
      token: admin,
    });
    const actor = { name: `#${person.user.id.slice(-6)}` };
    expect(body.data).toMatchObject([
      { action: 'account.closed', actor, details: { creditsWrittenOff: 0 } },
      { action: 'elastic.set', actor },
    ]);
    expect(JSON.stringify(body.data)).not.toContain('Ford');
  });

  it('names an admin who left in no history of the catalog', async () => {
    const person = await registerAdmin(server, { name: 'Arthur Dent' });
    const plan = await createPlan(server, person.token, { code: 'towel' });
    const made = await call(server, 'post', '/admin/products/packages', {
      token: person.token,
      body: { code: 'peanuts', status: 'active', ...aPackage },
    });
    const { version } = (await call(server, 'get', '/admin/credits/prices', { token: admin })).body.data;
    const priced = await call(server, 'put', '/admin/credits/prices', {
      token: person.token,
      body: { prices: [{ action: 'tea', name: { en: 'Tea', 'zh-CN': '茶' }, amount: 2 }] },
      headers: { 'if-match': String(version) },
    });
    expect([made.status, priced.status]).toEqual([201, 200]);
    const [ofPlan, ofPackage] = [plan.id, String(made.body.data.id)];
    const told = () =>
      Promise.all(
        [
          `/admin/products/history?planId=${ofPlan}`,
          `/admin/products/plans/${ofPlan}`,
          `/admin/products/plans/${ofPlan}/versions/1`,
          `/admin/products/packages/history?packageId=${ofPackage}`,
          `/admin/products/packages/${ofPackage}`,
          `/admin/products/packages/${ofPackage}/versions/1`,
          '/admin/credits/prices/history',
        ].map(async (path) => {
          const { status, body } = await call(server, 'get', path, { token: admin });
          const names = JSON.stringify(body.data).match(/Arthur Dent|#[0-9a-f]{6}/g);
          return [path, status, [...new Set(names)]];
        }),
      );
    const before = await told();
    expect(before).toEqual(before.map(([path]) => [path, 200, ['Arthur Dent']]));
    expect((await close(person)).status).toBe(200);
    expect(await told()).toEqual(before.map(([path]) => [path, 200, [`#${person.user.id.slice(-6)}`]]));
  });

  it('keeps name and address in no answer to an act of theirs', async () => {
    const person = await registerUser(server, { name: 'Slartibartfast' });
    const { code: planCode } = await createPlan(server, admin, { code: 'fjord' });
    const give = () =>
      call(server, 'post', `/admin/accounts/${person.account.id}/plan`, {
        token: admin,
        body: { planCode, reason: 'x' },
        headers: { 'idempotency-key': 'one-fjord' },
      });
    const kept = () =>
      rows('select from public.idempotency_keys where result::text like $1', ['%Slartibartfast%']);
    expect((await give()).body.data).toMatchObject({ name: 'Slartibartfast' });
    expect(await kept()).toHaveLength(1);
    await close(person);
    expect((await give()).body.code).toBe('account_closed');
    expect(await kept()).toEqual([]);
  });

  it('is refused what they would give', async () => {
    const person = await registerUser(server);
    const { code: planCode } = await createPlan(server, admin, { code: 'after' });
    await close(person);
    const give = await call(server, 'post', `/admin/accounts/${person.account.id}/plan`, {
      token: admin,
      body: { planCode, reason: 'x' },
    });
    expect([give.status, give.body.code]).toEqual([409, 'account_closed']);
    expect((await grant(person.account.id)).body.code).toBe('account_closed');
  });
});
