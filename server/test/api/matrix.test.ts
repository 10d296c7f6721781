import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { routes } from '../../src/features.ts';
import { Scope } from '../../src/http/access/scopes.ts';
import { View } from '../../src/identity/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { OpenApiDocument } from '../harness/every-route/openapi-schema.ts';
import { sampleOf } from '../harness/every-route/sample.ts';
import {
  createWorld,
  featureCode,
  fillPath,
  planCode,
  idFor,
  type World,
} from '../harness/every-route/world.ts';
import { call, nameOf, type Answer, type AnyRoute } from '../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { createApiKey, registerUser, signInAdmin, type Person } from '../harness/identity/people.ts';
import { readMatrix, scopeOfColumn } from './matrix.ts';

let server: TestServer;
let world: World;
let document: OpenApiDocument;
/** Tokens by the matrix's names of callers. */
let tokens: Record<string, string | undefined>;

beforeAll(async () => {
  server = await startTestServer();
  world = await createWorld(server);
  document = OpenApiDocument.parse(await (await fetch(`${server.url}/api/openapi.json`)).json());
  tokens = {
    nobody: undefined,
    user: world.ann.token,
    other: world.bob.token,
    admin: world.admin,
    demoted: await demotedAdmin(),
    ended: await adminWhoSignedOut(),
    expired: expired(world.admin),
    gone: await revokedKey(),
    bare: await bareKey(),
  };
  for (const [column, scope] of Object.entries(scopeOfColumn)) {
    tokens[column] = await createApiKey(server, world.admin, [scope]);
  }
  tokens['viewer'] = await viewerOf(world.ann);
});
afterAll(() => server.stop());

function database(statement: string, values: unknown[]): Promise<unknown> {
  return server.ctx.pool.query(statement, values);
}

async function demotedAdmin(): Promise<string> {
  const { token, user } = await registerUser(server);
  const statusOf = async () => (await call(server, 'get', '/admin/api-keys', { token })).status;
  const become = (role: string) => database('update users set role = $1 where id = $2', [role, user.id]);
  await become('admin');
  await waitUntil(async () => (await statusOf()) === 200);
  await become('user');
  await waitUntil(async () => (await statusOf()) === 403);
  return token;
}

async function adminWhoSignedOut(): Promise<string> {
  const token = await signInAdmin(server);
  expect((await call(server, 'get', '/admin/api-keys', { token })).status).toBe(200);
  await call(server, 'post', '/auth/logout', { token });
  return token;
}

/** By the admin's own session: it lives as long as the others need it. */
async function viewerOf({ account }: Person): Promise<string> {
  const path = `/admin/accounts/${account.id}/view`;
  const view = await call(server, 'post', path, { token: world.admin, body: { reason: 'a question' } });
  return View.parse(view.body.data).accessToken;
}

function expired(token: string): string {
  const claims = z.record(z.string(), z.unknown()).parse(jwt.decode(token));
  const yesterday = Math.floor(Date.now() / 1000) - 86_400;
  return jwt.sign({ ...claims, iat: yesterday - 900, exp: yesterday }, server.ctx.config.secrets.jwt ?? '');
}

async function revokedKey(): Promise<string> {
  const key = await createApiKey(server, world.admin, [...Scope.options]);
  const query = { token: key };
  expect((await call(server, 'get', '/admin/accounts', query)).status).toBe(200);
  const keys = await call(server, 'get', '/admin/api-keys', { token: world.admin });
  await call(server, 'delete', `/admin/api-keys/${keys.body.data[0].id}`, { token: world.admin });
  return key;
}

async function bareKey(): Promise<string> {
  const key = await createApiKey(server, world.admin, ['usage:read']);
  await database("update api_keys set scopes = '{}' where prefix = $1", [key.slice(0, 10)]);
  return key;
}

const matrix = readMatrix();

test('each route has one line in the matrix', () => {
  expect(matrix.map(({ route }) => route).sort()).toEqual(routes.map(nameOf).sort());
});

/** A request that changes nothing when it is let in: about what does not exist, with nothing in it. */
function harmlessly(route: AnyRoute, token: string | undefined): Promise<Answer> {
  const path = fillPath(route.path, { id: randomUUID(), accountId: randomUUID(), featureCode: 'no_such' });
  return call(server, route.method, path, { token, ...(route.body ? { body: {} } : {}) });
}

const refusals: Record<string, { status: number; code: string }> = {
  401: { status: 401, code: 'unauthenticated' },
  403: { status: 403, code: 'forbidden' },
  ro: { status: 403, code: 'read_only' },
};

test('each scope has a column', () => {
  expect(Object.values(scopeOfColumn).sort()).toEqual([...Scope.options].sort());
  for (const { route, expected } of matrix) {
    expect({ route, callers: Object.keys(expected) }).toEqual({ route, callers: Object.keys(tokens) });
    expect({ route, cells: Object.values(expected) }).not.toEqual({
      route,
      cells: expect.arrayContaining(['']),
    });
  }
});

describe.each(matrix)('$route', ({ route: name, expected }) => {
  const route = routes.find((one) => nameOf(one) === name);

  async function expectFor(token: string | undefined, cell: string | undefined): Promise<void> {
    if (!route) throw new Error(`There is no ${name}`);
    const { status, body } = await harmlessly(route, token);
    if (cell === 'in') {
      expect(Object.values(refusals).map(({ code }) => code)).not.toContain(body.code);
      expect(status).toBeLessThan(500);
    } else expect({ status, code: body.code }).toEqual(refusals[cell ?? '']);
  }

  test.each(Object.entries(expected))('%s: %s', async (who, cell) => {
    await expectFor(tokens[who], cell);
  });
});

describe('what is Ann’s', () => {
  beforeAll(async () => {
    // The last line of the matrix signed them out.
    world = {
      ...world,
      ann: await back(world.ann),
      bob: await back(world.bob),
      admin: await signInAdmin(server),
    };
  });

  async function back(person: Person): Promise<Person> {
    const { user, password } = person;
    const answer = await call(server, 'post', '/auth/login', { body: { email: user.email, password } });
    return { ...person, token: answer.body.data.accessToken };
  }

  /** Operations about an account or a thing of one; what everybody may see is nobody's. */
  const personal = routes.filter(
    (route) =>
      !('public' in route.policy) &&
      (/:(id|accountId)/.test(route.path) ||
        fieldsOf(route.query).concat(fieldsOf(route.body)).includes('accountId')),
  );

  interface Target {
    id: string;
    accountId: string | undefined;
  }

  /** A request in perfect order, about this account and this thing. */
  function request(route: AnyRoute, { id, accountId }: Target, token: string): Promise<Answer> {
    const operation = document.paths[`/api${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method];
    const schema = operation?.requestBody?.content['application/json']?.schema;
    const body =
      schema && z.record(z.string(), z.unknown()).parse(sampleOf(schema, document.components.schemas));
    if (body && 'accountId' in body) body['accountId'] = accountId;
    const path = fillPath(route.path, { id, accountId: accountId ?? '', featureCode });
    const asked = fieldsOf(route.query);
    const query = new URLSearchParams({
      ...(asked.includes('timeZone') && { timeZone: 'Asia/Shanghai' }),
      ...(asked.includes('planCode') && { planCode }),
      ...(asked.includes('accountId') && accountId !== undefined && { accountId }),
      ...(asked.includes('featureCode') && { featureCode }),
    });
    const ifMatch = route.versioned ? { 'If-Match': '"1"' } : {};
    return call(server, route.method, `${path}?${query.toString()}`, {
      token,
      headers: ifMatch,
      ...(body ? { body } : {}),
    });
  }

  /** The words of a refusal, without what tells one request from the other. */
  function wordsOf({ status, body }: Answer): object {
    return { status, words: { ...body, instance: undefined } };
  }

  const nowhere = (): Target => ({ id: randomUUID(), accountId: randomUUID() });

  test.each(personal.map((route) => [nameOf(route), route] as const))(
    '%s: to Bob and to a key that names Bob it is as if it did not exist',
    async (_name, route) => {
      const ann = { id: idFor(world, route.path), accountId: world.ann.account.id };
      const isPlatforms = route.path.startsWith('/admin/');
      const asBob = [
        await request(route, ann, world.bob.token),
        await request(route, nowhere(), world.bob.token),
      ];
      expect(wordsOf(asBob[0]!)).toEqual(wordsOf(asBob[1]!));
      expect([403, 404]).toContain(asBob[0]?.status);

      const takesAccount = fieldsOf(route.query).concat(fieldsOf(route.body)).includes('accountId');
      if (!route.path.includes(':id') || !takesAccount || isPlatforms) return;
      const unnamed = [
        { ...ann, accountId: undefined },
        { ...nowhere(), accountId: undefined },
      ];
      const asBobUnnamed = await Promise.all(
        unnamed.map((target) => request(route, target, world.bob.token)),
      );
      expect(wordsOf(asBobUnnamed[0]!)).toEqual(wordsOf(asBobUnnamed[1]!));
      const accountId = world.bob.account.id;
      const byKey = [
        await request(route, { ...ann, accountId }, world.apiKey),
        await request(route, { ...nowhere(), accountId }, world.apiKey),
      ];
      expect(byKey[0]?.status).toBe(404);
      expect(wordsOf(byKey[0]!)).toEqual(wordsOf(byKey[1]!));
    },
  );

  test.each(
    personal
      .filter((route) => /^\/(usage|credits)\//.test(route.path))
      .map((route) => [nameOf(route), route] as const),
  )('%s: for a key that names Ann it is there', async (_name, route) => {
    const ann = { id: idFor(world, route.path), accountId: world.ann.account.id };
    expect((await request(route, ann, world.apiKey)).status).not.toBe(404);
  });
});

function fieldsOf(schema: AnyRoute['query']): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
