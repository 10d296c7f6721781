import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { ApiKey, CreatedApiKey } from '../../../src/identity/contract.ts';
import { listAudit } from '../../../src/identity/service.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { badFields } from '../../harness/http/problem.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { createApiKey, registerUser, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
});
afterAll(() => server.stop());

const unknownId = '01900000-0000-7000-8000-000000000000';
const create = (token: string, body: object, headers: Record<string, string> = {}) =>
  request(server.url).post('/api/admin/api-keys').auth(token, { type: 'bearer' }).set(headers).send(body);
const list = (token: string, query = '') =>
  request(server.url).get(`/api/admin/api-keys${query}`).auth(token, { type: 'bearer' });
const revoke = (token: string, id: string) =>
  request(server.url).delete(`/api/admin/api-keys/${id}`).auth(token, { type: 'bearer' });

describe('201', () => {
  it('shows the key once and stores its hash only', async () => {
    const response = await create(admin, { name: 'billing', scopes: ['usage:write', 'usage:read'] });
    expect(response.status).toBe(201);
    expect(response.headers['cache-control']).toBe('no-store');
    const created = CreatedApiKey.parse(response.body.data);
    expect(created.key).toMatch(/^msk_[A-Za-z0-9_-]{43}$/);
    expect(created).toMatchObject({
      name: 'billing',
      scopes: ['usage:write', 'usage:read'],
      revokedAt: null,
    });
    expect(created.prefix).toBe(created.key.slice(0, 10));
    const stored = await sql<{ text: string }>`
      select k::text || coalesce((select string_agg(i.result::text, '') from public.idempotency_keys i), '') as text
      from public.api_keys k where id = ${created.id}`.execute(server.ctx.db);
    expect(stored.rows[0]!.text).not.toContain(created.key);
    expect((await list(admin)).text).not.toContain(created.key);
  });

  it('is written down: who, what, which request', async () => {
    const response = await create(
      admin,
      { name: 'noted', scopes: ['usage:read'] },
      { 'x-request-id': 'req-42' },
    );
    const { entries } = await listAudit(server.ctx.db, { limit: 100, offset: 0 });
    expect(entries.find((entry) => entry.target === response.body.data.id)).toMatchObject({
      action: 'api_key.created',
      actor: { kind: 'user' },
      requestId: 'req-42',
      details: { name: 'noted', scopes: ['usage:read'] },
    });
  });
});

describe('200', () => {
  it('lists keys newest first, in pages, revoked ones too', async () => {
    const { id } = (await create(admin, { name: 'newest', scopes: ['usage:read'] })).body.data;
    await revoke(admin, id);
    const response = await list(admin, '?limit=1');
    expect(response.status).toBe(200);
    expect(response.body.page).toEqual({ limit: 1, offset: 0, total: expect.any(Number) });
    const [newest] = ApiKey.array().length(1).parse(response.body.data);
    expect(newest).toMatchObject({ id, name: 'newest', revokedAt: expect.any(String) });
    expect(Object.keys(response.body.data[0])).not.toContain('key');
  });

  it('revokes a key at once; again changes nothing', async () => {
    const { id, key } = (await create(admin, { name: 'doomed', scopes: ['usage:read'] })).body.data;
    // Known to the server by now, and refused for want of rights only.
    expect((await list(key)).status).toBe(403);
    const first = await revoke(admin, id);
    expect(first.status).toBe(200);
    expect((await list(key)).status).toBe(401);
    const second = await revoke(admin, id);
    expect(second.body.data).toEqual(first.body.data);
    const { entries } = await listAudit(server.ctx.db, { limit: 100, offset: 0 });
    expect(entries.filter((entry) => entry.target === id && entry.action === 'api_key.revoked')).toHaveLength(
      1,
    );
  });

  it('keeps why a key was revoked; why it is revoked once more is nobody’s question', async () => {
    const { id } = (await create(admin, { name: 'leaked', scopes: ['usage:read'] })).body.data;
    const revokeFor = (reason: string) => revoke(admin, id).send({ reason });
    expect((await revokeFor('')).status).toBe(422);
    expect((await revokeFor('It was in a log')).status).toBe(200);
    expect((await revokeFor('And again')).status).toBe(200);
    const { entries } = await listAudit(server.ctx.db, { about: 'apiKeys', limit: 100, offset: 0 });
    const lines = entries.filter(({ target }) => target === id);
    expect(lines.map(({ action, reason }) => [action, reason])).toEqual([
      ['api_key.revoked', 'It was in a log'],
      ['api_key.created', null],
    ]);
  });

  it('notes when a key was used, without being asked', async () => {
    const { id, key } = (await create(admin, { name: 'used', scopes: ['usage:read'] })).body.data;
    await list(key);
    await waitUntil(async () => {
      const apiKeys = ApiKey.array().parse((await list(admin)).body.data);
      return apiKeys.some((apiKey) => apiKey.id === id && apiKey.lastUsedAt !== null);
    });
  });
});

describe('401, 403', () => {
  it('is for administrators in person: not for nobody, users, or keys', async () => {
    const { token } = await registerUser(server);
    const key = await createApiKey(server, admin, ['accounts:write', 'accounts:read']);
    const calls = (bearer: string) =>
      Promise.all([
        create(bearer, { name: 'x', scopes: ['usage:read'] }),
        list(bearer),
        revoke(bearer, unknownId),
      ]);
    for (const [bearer, status] of [
      ['', 401],
      [token, 403],
      [key, 403],
    ] as const) {
      const answers = await calls(bearer);
      expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
    }
  });
});

describe('404, 422', () => {
  it('knows no such key', async () => {
    expect((await revoke(admin, unknownId)).status).toBe(404);
    expect((await revoke(admin, 'not-an-id')).status).toBe(422);
  });

  it.each([
    ['name', { name: '', scopes: ['usage:read'] }],
    ['scopes', { name: 'x', scopes: [] }],
    ['scopes.0', { name: 'x', scopes: ['root'] }],
    ['scopes', { name: 'x', scopes: ['usage:read', 'usage:read'] }],
    ['', { name: 'x', scopes: ['usage:read'], key: 'msk_mine' }],
  ])('names the bad field "%s" (%j)', async (path, body) => {
    const response = await create(admin, body);
    expect(response.status).toBe(422);
    expect(badFields(response)).toEqual([path]);
  });
});

describe('409', () => {
  it('makes one key for one Idempotency-Key, names it when asked again, and never shows it again', async () => {
    const body = { name: 'once', scopes: ['usage:read'] };
    const headers = { 'idempotency-key': 'once-1' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => create(admin, body, headers)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
    const made = answers.find((answer) => answer.status === 201)!.body.data;
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body).toMatchObject({ ok: false, code: 'conflict', id: made.id });
      expect(answer.text).not.toContain('msk_');
    }
    const other = await create(admin, { ...body, name: 'other' }, headers);
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency_mismatch');
  });
});
