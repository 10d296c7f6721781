import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFeature, createPlan } from '../harness/catalog/catalog.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { call } from '../harness/http/contract.ts';
import { adminCredentials } from '../harness/http/server.ts';
import { connectSocket } from '../harness/http/socket.ts';
import {
  createApiKey,
  refreshCookieOf,
  registerUser,
  signIn,
  signInAdmin,
} from '../harness/identity/people.ts';
import { makeFolder, removeFolder, startNode, type NodeProcess } from '../harness/processes/node-process.ts';

const jwtSecret = 'canary-jwt-secret-of-more-than-32-characters';
const databasePassword = 'canary-database-password';

let folder: string;
let database: TestDatabase;
let node: NodeProcess;
let url: string;

beforeAll(async () => {
  folder = await makeFolder();
  database = await createTestDatabase();
  const databaseUrl = new URL(database.connectionString);
  databaseUrl.password ||= databasePassword;
  node = startNode({
    dataDir: folder,
    env: {
      LOG_LEVEL: 'trace',
      DATABASE_URL: databaseUrl.href,
      JWT_SECRET: jwtSecret,
      ADMIN_EMAIL: adminCredentials.email,
      ADMIN_PASSWORD: adminCredentials.password,
    },
  });
  url = await node.url();
});
afterAll(async () => {
  await node.kill('SIGTERM');
  await database.drop();
  await removeFolder(folder);
});

/** All that must stay secret of what the server was shown and gave out, by what it is. */
async function liveThroughADay(): Promise<Record<string, string>> {
  const server = { url };
  const admin = await signInAdmin(server);
  const apiKey = await createApiKey(server, admin, ['usage:write', 'accounts:write']);
  await createFeature(server, admin, { code: 'calls' });
  await createPlan(server, admin, {
    code: 'free',
    isDefault: true,
    features: [{ code: 'calls', quota: 10 }],
  });
  const ann = await registerUser(server, { password: 'canary-password-of-ann' });
  const again = await signIn(server, ann.user.email, ann.password);

  const wrong = 'canary-wrong-password';
  const login = (body: object) => call(server, 'post', '/auth/login', { body });
  expect((await login({ email: ann.user.email, password: wrong })).status).toBe(401);
  expect((await login({ email: 'no address', password: wrong })).status).toBe(422);
  expect((await login({ password: { password: wrong } })).status).toBe(422);
  const broken = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"email": "${ann.user.email}", "password": "${wrong}"`,
  });
  expect(broken.status).toBe(400);

  const refresh = (cookie: string) =>
    fetch(`${url}/api/auth/refresh`, { method: 'POST', headers: { cookie }, body: null });
  const refreshed = await refresh(again.cookie);
  const newCookie = refreshCookieOf(refreshed);
  expect((await refresh(newCookie)).status).toBe(200);
  expect((await refresh(again.cookie)).status).toBe(401);

  const changed = 'canary-new-password-of-ann';
  const passwords = { currentPassword: ann.password, newPassword: changed };
  expect((await call(server, 'post', '/auth/password', { token: ann.token, body: passwords })).status).toBe(
    200,
  );

  const use = { accountId: ann.account.id, featureCode: 'calls', amount: 9 };
  expect((await call(server, 'post', '/usage/record', { token: apiKey, body: use })).status).toBe(201);
  expect((await call(server, 'post', '/usage/record', { token: apiKey, body: use })).status).toBe(429);
  const forgedKey = `msk_${'canary'.repeat(7)}x`;
  expect((await call(server, 'post', '/usage/record', { token: forgedKey, body: use })).status).toBe(401);
  expect((await fetch(`${url}/api/auth/me?token=canary-in-query`)).status).toBe(401);
  const { socket } = await connectSocket(server, { token: ann.token });
  socket.disconnect();
  await expect(connectSocket(server, { token: 'canary-socket-token' })).rejects.toThrow('unauthenticated');
  expect((await call(server, 'post', '/auth/logout', { token: ann.token })).status).toBe(200);

  return {
    jwtSecret,
    databasePassword: databasePassword,
    adminPassword: adminCredentials.password,
    password: ann.password,
    newPassword: changed,
    wrongPassword: wrong,
    adminToken: admin,
    accessToken: ann.token,
    accessTokenSignature: ann.token.split('.')[2] ?? '',
    cookie: ann.cookie.split('=')[1] ?? '',
    spentCookie: again.cookie.split('=')[1] ?? '',
    newCookie: newCookie.split('=')[1] ?? '',
    apiKey,
    apiKeySecret: apiKey.slice(10),
    forgedKey,
    queryToken: 'canary-in-query',
    socketToken: 'canary-socket-token',
  };
}

test('at the most talkative level the log holds no password, token, key or cookie', async () => {
  const secrets = await liveThroughADay();
  await node.kill('SIGTERM');
  const log = node.stdout() + node.stderr();
  // It did talk: of refusals, of the stolen cookie.
  expect(log).toContain('"code":"unauthenticated"');
  expect(log).toContain('a refresh token came back');
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length).toBeGreaterThan(10);
    expect({ name, isInLog: log.includes(secret) }).toEqual({ name, isInLog: false });
  }
});
