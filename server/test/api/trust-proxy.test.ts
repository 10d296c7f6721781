import { afterEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/lib/boot-error.ts';
import { call } from '../harness/http/contract.ts';
import { adminCredentials, startTestServer, type TestServer } from '../harness/http/server.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function start(env: Record<string, string>): Promise<TestServer> {
  server = await startTestServer({ env });
  return server;
}

/** Failed sign-ins of one person: ten from one address are borne. */
async function failToSignIn(node: TestServer, forwardedFor: (attempt: number) => string): Promise<number[]> {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const body = { email: adminCredentials.email, password: 'wrong' };
    const headers = { 'x-forwarded-for': forwardedFor(attempt) };
    statuses.push((await call(node, 'post', '/auth/login', { body, headers })).status);
  }
  return statuses;
}

test('nobody’s X-Forwarded-For is believed unless a proxy is named: guessing from many made-up addresses is limited', async () => {
  const statuses = await failToSignIn(await start({}), (attempt) => `198.51.100.${attempt}`);
  expect(statuses.slice(10)).toEqual([429, 429]);
});

describe.each(['1', 'loopback', '10.0.0.0/8, 127.0.0.1, ::1'])('TRUST_PROXY=%s', (setting) => {
  test('the proxy says who calls: addresses are limited each for itself', async () => {
    const node = await start({ TRUST_PROXY: setting });
    const statuses = await failToSignIn(node, (attempt) => `198.51.100.${attempt}`);
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 401));
  });

  test('and a client can’t choose its own: what the proxy added counts, not what it was given', async () => {
    const node = await start({ TRUST_PROXY: setting });
    const statuses = await failToSignIn(node, (attempt) => `203.0.113.${attempt}, 198.51.100.1`);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

test.each([
  'true',
  '*',
  '0',
  '-1',
  '10',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  'proxy.example',
  ',',
  '1, 2',
])('TRUST_PROXY=%s is refused at boot', (setting) => {
  expect(() => readConfig({ TRUST_PROXY: setting })).toThrow(ConfigError);
  expect(() => readConfig({ TRUST_PROXY: setting })).toThrow(/^TRUST_PROXY: /);
});
