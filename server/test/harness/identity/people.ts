import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Scope } from '../../../src/http/access/scopes.ts';
import { CreatedApiKey, SignedIn, type Account, type User } from '../../../src/identity/contract.ts';
import { waitUntil } from '../clock/wait.ts';
import { adminCredentials, type TestServer } from '../http/server.ts';

/** All that is needed of a server to speak to it. */
export interface Reachable {
  url: string;
}

export interface Person {
  /** Access token. */
  token: string;
  user: User;
  account: Account;
  /** `name=value` of the refresh token, as a `Cookie` header takes it. */
  cookie: string;
  password: string;
}

interface PersonOverrides {
  email?: string;
  password?: string;
  name?: string;
  locale?: 'en' | 'zh-CN';
  timeZone?: string;
}

/** Registers somebody nobody else is, and signs them in. */
export async function registerUser(server: Reachable, overrides: PersonOverrides = {}): Promise<Person> {
  const input = {
    email: `user-${randomBytes(8).toString('hex')}@example.com`,
    password: 'Battery-staple-7',
    name: 'Test Person',
    ...overrides,
  };
  const response = await post(server, '/api/auth/register', input);
  return { ...(await readSignedIn(response, 201)), password: input.password };
}

/** Signs somebody in once more: a session of its own. */
export async function signIn(
  server: Reachable,
  email: string,
  password: string,
): Promise<Omit<Person, 'password'>> {
  return readSignedIn(await post(server, '/api/auth/login', { email, password }), 200);
}

/** The access token of the admin that each test server has. */
export async function signInAdmin(server: Reachable): Promise<string> {
  return (await signIn(server, adminCredentials.email, adminCredentials.password)).token;
}

/** Registers somebody as `registerUser` does and makes an admin of them; resolves once the server knows. */
export async function registerAdmin(server: TestServer, overrides: PersonOverrides = {}): Promise<Person> {
  const person = await registerUser(server, overrides);
  await server.ctx.pool.query(`update public.users set role = 'admin' where id = $1`, [person.user.id]);
  const headers = { authorization: `Bearer ${person.token}` };
  await waitUntil(async () => (await fetch(`${server.url}/api/admin/api-keys`, { headers })).ok);
  return person;
}

/** A fresh API key (`msk_…`) with these scopes. */
export async function createApiKey(
  server: Reachable,
  adminToken: string,
  scopes: readonly Scope[],
): Promise<string> {
  const response = await post(
    server,
    '/api/admin/api-keys',
    { name: 'test', scopes },
    { authorization: `Bearer ${adminToken}` },
  );
  return (await readData(response, 201, CreatedApiKey)).key;
}

/** The `name=value` part of the refresh cookie that a response sets. */
export function refreshCookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((line) => line.includes('meterstone_refresh='));
  if (!cookie) throw new Error('The response sets no refresh cookie');
  return cookie.split(';', 1)[0] ?? '';
}

async function readSignedIn(response: Response, status: number): Promise<Omit<Person, 'password'>> {
  const { accessToken, user, account } = await readData(response, status, SignedIn);
  return { token: accessToken, user, account, cookie: refreshCookieOf(response) };
}

async function readData<Schema extends z.ZodType>(
  response: Response,
  status: number,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`Expected ${status}, got ${response.status}: ${text}`);
  const envelope = z.object({ ok: z.literal(true), data: z.unknown() }).parse(JSON.parse(text));
  return schema.parse(envelope.data);
}

function post(
  server: Reachable,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
