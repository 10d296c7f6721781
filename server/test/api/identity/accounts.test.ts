import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { withTransaction } from '../../../src/db/transaction.ts';
import type { ApiKeyPrincipal, UserPrincipal } from '../../../src/http/access/principal.ts';
import {
  actorOf,
  searchAccounts,
  getAccount,
  listAudit,
  resolveAccount,
  upsertExternalAccount,
  writeAudit,
  type AccountHooks,
} from '../../../src/identity/service.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { createApiKey, registerUser, signInAdmin, type Person } from '../../harness/identity/people.ts';

let server: TestServer;
let person: Person;
let other: Person;
let user: UserPrincipal;
let admin: UserPrincipal;
let program: ApiKeyPrincipal;

async function principalOf(token: string): Promise<UserPrincipal> {
  const principal = await server.ctx.authenticate(token);
  if (principal.kind !== 'user') throw new Error('Expected a user');
  return principal;
}

beforeAll(async () => {
  server = await startTestServer();
  person = await registerUser(server);
  other = await registerUser(server);
  user = await principalOf(person.token);
  const adminToken = await signInAdmin(server);
  admin = await principalOf(adminToken);
  const key = await server.ctx.authenticate(await createApiKey(server, adminToken, ['accounts:write']));
  if (key.kind !== 'apiKey') throw new Error('Expected an API key');
  program = key;
});
afterAll(() => server.stop());

const upsert = (
  externalId: string,
  rest: { name: string; email?: string; timeZone?: string } = { name: 'Acme' },
) =>
  withTransaction(server.ctx, (tx) =>
    upsertExternalAccount(tx, server.ctx.accountHooks, { externalId, ...rest }),
  );

describe('resolveAccount', () => {
  const refusal = async (
    ...input: Parameters<typeof resolveAccount> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    try {
      return await resolveAccount(server.ctx, ...input);
    } catch (error) {
      return error;
    }
  };

  it("gives users their own account, and refuses what is another's in the words for what does not exist", async () => {
    await upsert('theirs');
    expect(resolveAccount(server.ctx, user, undefined)).toBe(person.account.id);
    expect(resolveAccount(server.ctx, user, person.account.id.toUpperCase())).toBe(person.account.id);
    const unknown = await refusal(user, randomUUID());
    expect(unknown).toMatchObject({ code: 'not_found' });
    for (const ref of [other.account.id, 'ext:theirs', 'ext:unknown', 'garbage', '']) {
      expect(await refusal(user, ref)).toEqual(unknown);
    }
  });

  it('lets admins name any account that exists', async () => {
    const { account } = await upsert('for-admins');
    expect(await resolveAccount(server.ctx, admin, undefined)).toBe(admin.accountId);
    expect(await resolveAccount(server.ctx, admin, other.account.id)).toBe(other.account.id);
    expect(await resolveAccount(server.ctx, admin, 'ext:for-admins')).toBe(account.id);
    for (const ref of [randomUUID(), 'ext:nobody', 'ext:', "'; drop table accounts"]) {
      expect(await refusal(admin, ref)).toMatchObject({ code: 'not_found' });
    }
  });

  it('makes API keys name one', async () => {
    const { account } = await upsert('for-keys');
    expect(await resolveAccount(server.ctx, program, 'ext:for-keys')).toBe(account.id);
    expect(await resolveAccount(server.ctx, program, account.id)).toBe(account.id);
    expect(await refusal(program, undefined)).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'accountId' }],
    });
    expect(await refusal(program, randomUUID())).toMatchObject({ code: 'not_found' });
  });

  it('answers at once what it knows, finds at once what comes into being, and keeps the case of external ids', async () => {
    expect(await refusal(program, 'ext:Late')).toMatchObject({ code: 'not_found' });
    const [upper, lower] = [await upsert('Late'), await upsert('late')];
    expect(upper.account.id).not.toBe(lower.account.id);
    expect(await resolveAccount(server.ctx, program, 'ext:Late')).toBe(upper.account.id);
    expect(resolveAccount(server.ctx, program, 'ext:Late')).toBe(upper.account.id);
    expect(await resolveAccount(server.ctx, program, 'ext:late')).toBe(lower.account.id);
  });
});

describe('upsertExternalAccount', () => {
  it('makes one account of concurrent calls for one id', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => upsert('twins', { name: `N${index}` })),
    );
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.account.id)).size).toBe(1);
    const { rows } = await sql`select 1 from public.accounts where name ~ '^N[0-7]$'`.execute(server.ctx.db);
    expect(rows).toHaveLength(1);
  });

  it('changes what is given, keeps what is absent, and says when the zone became another', async () => {
    const first = await upsert('acme', { name: 'Acme', email: 'a@acme.example', timeZone: 'Asia/Shanghai' });
    expect(first).toMatchObject({
      created: true,
      timeZoneChanged: false,
      account: {
        kind: 'external',
        externalId: 'acme',
        name: 'Acme',
        email: 'a@acme.example',
        timeZone: 'Asia/Shanghai',
      },
    });
    const second = await upsert('acme', { name: 'Acme Ltd' });
    expect(second).toEqual({
      created: false,
      timeZoneChanged: false,
      account: { ...first.account, name: 'Acme Ltd' },
    });
    const third = await upsert('acme', { name: 'Acme Ltd', timeZone: 'UTC' });
    expect(third).toMatchObject({
      timeZoneChanged: true,
      account: { timeZone: 'UTC', email: 'a@acme.example' },
    });
  });

  it('refuses a time zone that Postgres lacks, and nobody is put into it', async () => {
    const martian = { name: 'Ada', timeZone: 'Mars/Olympus' };
    const refusal = { code: 'invalid_input', errors: [{ path: 'timeZone' }] };
    await expect(upsert('martian', martian)).rejects.toMatchObject(refusal);
    const { created, account } = await upsert('martian', { name: 'Ada' });
    expect([created, account.timeZone]).toEqual([true, 'UTC']);
    await expect(upsert('martian', martian)).rejects.toMatchObject(refusal);
    expect((await upsert('martian', { name: 'Ada' })).account).toMatchObject({
      name: 'Ada',
      timeZone: 'UTC',
    });
  });

  it('lets later features act on new accounts and new time zones, whoever makes them', async () => {
    const acted: unknown[] = [];
    const hooks: AccountHooks = {
      created: (_tx, accountId, wanted) => {
        acted.push(['created', accountId, wanted]);
        return Promise.resolve();
      },
      timeZoneChanged: (_tx, accountId, zone) => {
        acted.push(['moved', accountId, zone]);
        return Promise.resolve();
      },
    };
    const put = (rest: { timeZone?: string; planCode?: string }) =>
      withTransaction(server.ctx, (tx) =>
        upsertExternalAccount(tx, hooks, { externalId: 'hooked', name: 'Hooked', ...rest }),
      );
    const { account } = await put({ planCode: 'pro' });
    await put({ planCode: 'pro' });
    await put({ timeZone: 'Asia/Shanghai' });
    expect(acted).toEqual([
      ['created', account.id, { planCode: 'pro' }],
      ['moved', account.id, 'Asia/Shanghai'],
    ]);
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const failing = withTransaction(server.ctx, async (tx) => {
      await upsertExternalAccount(tx, server.ctx.accountHooks, { externalId: 'ghost', name: 'Ghost' });
      throw new Error('after the fact');
    });
    await expect(failing).rejects.toThrow('after the fact');
    expect((await upsert('ghost')).created).toBe(true);
  });
});

describe('searchAccounts', () => {
  it('finds by part of a name or address in any case and by the beginning of an external id', async () => {
    const { account } = await upsert('crm-42', { name: 'Zephyr 100%_Wind', email: 'Office@Zephyr.example' });
    const ids = async (q: string) => {
      const found = await searchAccounts(server.ctx.db, { q, limit: 10, offset: 0 });
      expect(found.total).toBe(found.accounts.length);
      return found.accounts.map(({ id }) => id);
    };
    for (const q of ['zephyr', 'PHYR.EX', 'crm-4', '100%_w', ' zephyr '])
      expect(await ids(q)).toEqual([account.id]);
    for (const q of ['rm-42', 'CRM-42', '100_', 'a%z', '\\', 'nul\0']) expect(await ids(q)).toEqual([]);
  });

  it('pages through all, newest first, counting all', async () => {
    const all = await searchAccounts(server.ctx.db, { limit: 100, offset: 0 });
    const second = await searchAccounts(server.ctx.db, { limit: 1, offset: 1 });
    expect(second).toEqual({ accounts: [all.accounts[1]], total: all.total });
    const past = await searchAccounts(server.ctx.db, { limit: 1, offset: 10_000 });
    expect(past).toEqual({ accounts: [], total: all.total });
    const times = all.accounts.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('shows one account by id, and knows none that is not there', async () => {
    expect(await getAccount(server.ctx.db, person.account.id)).toEqual(person.account);
    await expect(getAccount(server.ctx.db, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the audit log', () => {
  it('names who acted: a person, a program, the system', async () => {
    const [ofUser, ofKey, ofSystem] = await Promise.all([
      actorOf(server.ctx.db, user),
      actorOf(server.ctx.db, program),
      actorOf(server.ctx.db, 'system'),
    ]);
    expect(ofUser).toEqual({ kind: 'user', id: person.user.id, name: person.user.name });
    expect(ofKey).toEqual({ kind: 'apiKey', id: program.apiKeyId, name: 'test' });
    expect(ofSystem).toEqual({ kind: 'system', id: null, name: 'system' });
  });

  it('lists what was done to an account, newest first, and can not be rewritten', async () => {
    const accountId = other.account.id;
    for (const action of ['account.first', 'account.second']) {
      await withTransaction(server.ctx, (tx) =>
        writeAudit(tx, admin, { action, accountId, reason: 'because', details: { n: 1 }, requestId: 'r1' }),
      );
    }
    const { entries, total } = await listAudit(server.ctx.db, { accountId, limit: 1, offset: 0 });
    expect(total).toBe(2);
    expect(entries).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        actor: expect.objectContaining({ kind: 'user', id: admin.userId }),
        action: 'account.second',
        accountId,
        accountName: other.account.name,
        target: null,
        reason: 'because',
        details: { n: 1 },
        requestId: 'r1',
      },
    ]);
    for (const statement of [
      `update public.audit_log set reason = 'other'`,
      'delete from public.audit_log',
    ]) {
      await expect(server.ctx.pool.query(statement)).rejects.toThrow('permission denied');
      await expect(server.owner.query(statement)).rejects.toThrow('append-only');
    }
  });
});

describe('account hooks', () => {
  it('run in the transaction: when a hook fails, nobody has registered', async () => {
    const created: string[] = [];
    const original = server.ctx.accountHooks;
    server.ctx.accountHooks = {
      ...original,
      created: (_tx, accountId) => {
        created.push(accountId);
        return Promise.reject(new Error('no plan'));
      },
    };
    try {
      await expect(registerUser(server, { email: 'hooked@example.com' })).rejects.toThrow('500');
    } finally {
      server.ctx.accountHooks = original;
    }
    expect(created).toHaveLength(1);
    expect((await registerUser(server, { email: 'hooked@example.com' })).account.id).not.toBe(created[0]);
  });

  it('hear of a time zone only when it became another', async () => {
    const heard: string[] = [];
    const original = server.ctx.accountHooks;
    const { token, account } = await registerUser(server);
    server.ctx.accountHooks = {
      ...original,
      timeZoneChanged: (_tx, accountId, timeZone) => {
        heard.push(`${accountId} ${timeZone}`);
        return Promise.resolve();
      },
    };
    try {
      for (const body of [
        { timeZone: 'UTC' },
        { name: 'Other' },
        { timeZone: 'Asia/Tokyo' },
        { timeZone: 'Asia/Tokyo' },
      ]) {
        await fetch(`${server.url}/api/auth/me`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      }
    } finally {
      server.ctx.accountHooks = original;
    }
    expect(heard).toEqual([`${account.id} Asia/Tokyo`]);
  });
});
