import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { badFields } from '../../harness/http/problem.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
let adminToken: string;
beforeAll(async () => {
  server = await startTestServer();
  adminToken = await signInAdmin(server);
});
afterAll(() => server.stop());

const renamed = [
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['US/Pacific', 'America/Los_Angeles'],
  ['asia/shanghai', 'Asia/Shanghai'],
  ['Etc/UTC', 'UTC'],
  ['GMT', 'UTC'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
] as const;
const refused = [
  'IST',
  'PST',
  'CST',
  'EST',
  'BST',
  'AET',
  'SST',
  'CET',
  'Japan',
  'EST5EDT',
  '+08:00',
  'Factory',
];

let count = 0;
const doors = {
  'POST /auth/register': (timeZone: string) =>
    request(server.url)
      .post('/api/auth/register')
      .send({
        email: `zone${(count += 1)}@example.com`,
        password: 'Battery-staple-7',
        name: 'Ada',
        timeZone,
      }),
  'PATCH /auth/me': async (timeZone: string) =>
    request(server.url)
      .patch('/api/auth/me')
      .auth((await registerUser(server)).token, { type: 'bearer' })
      .send({ timeZone }),
  'PUT /admin/accounts/:accountId': (timeZone: string) =>
    request(server.url)
      .put(`/api/admin/accounts/ext:zone-${(count += 1)}`)
      .auth(adminToken, { type: 'bearer' })
      .send({ name: 'Ada', timeZone }),
};

describe.each(Object.entries(doors))('%s', (_name, send) => {
  it('takes an older name of a zone and keeps the one of today', async () => {
    for (const [given, kept] of renamed) {
      const { status, body } = await send(given);
      expect(status).toBeLessThan(300);
      const { timeZone } = body.data.account ?? body.data;
      expect({ given, timeZone }).toEqual({ given, timeZone: kept });
    }
  });

  it('refuses abbreviations, which Postgres and browsers read differently, in words that help', async () => {
    for (const given of refused) {
      const response = await send(given);
      expect({ given, status: response.status }).toEqual({ given, status: 422 });
      expect(badFields(response)).toEqual(['timeZone']);
      expect(response.body.errors[0].message).toMatch(/Asia\/Shanghai.+abbreviations/);
    }
  });
});
