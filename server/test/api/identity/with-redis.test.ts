import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { waitUntil } from '../../harness/clock/wait.ts';
import type { TestServer } from '../../harness/http/server.ts';
import { startTwoNodes, type TwoNodes } from '../../harness/http/two-nodes.ts';
import { createApiKey, registerUser, signInAdmin } from '../../harness/identity/people.ts';
import { describeWithRedis, type TestRedis } from '../../harness/processes/redis.ts';

describeWithRedis('two nodes with a Redis', () => {
  let nodes: TwoNodes;
  let redis: TestRedis;
  let first: TestServer;
  let second: TestServer;
  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ redis, one: first, two: second } = nodes);
  });
  afterAll(() => nodes.stop());

  const guess = (server: TestServer, email: string) =>
    request(server.url).post('/api/auth/login').send({ email, password: 'Wrong-horse-1' });

  it('forget a revoked API key, both of them', async () => {
    const admin = await signInAdmin(first);
    const key = await createApiKey(first, admin, ['usage:read']);
    const keys = (server: TestServer, token: string) =>
      request(server.url).get('/api/admin/api-keys').auth(token, { type: 'bearer' });
    expect((await keys(second, key)).status).toBe(403);
    const { id } = (await keys(first, admin)).body.data[0];
    await request(first.url).delete(`/api/admin/api-keys/${id}`).auth(admin, { type: 'bearer' });
    expect((await keys(first, key)).status).toBe(401);
    await waitUntil(async () => (await keys(second, key)).status === 401);
  });

  it('share their limits', async () => {
    const { user } = await registerUser(first);
    for (let failed = 0; failed < 10; failed += 1) {
      expect((await guess(failed % 2 ? first : second, user.email)).status).toBe(401);
    }
    expect((await guess(first, user.email)).status).toBe(429);
    const refused = await guess(second, user.email);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('keep no address of a person in Redis', async () => {
    const names = await redis.withClient((client) => client.keys('*'));
    expect(names.join()).toContain('limit:login');
    expect(names.join()).not.toContain('@');
  });

  it('go on limiting, each by itself, when the Redis is gone', async () => {
    const { user, password } = await registerUser(first);
    await redis.kill();
    for (let failed = 0; failed < 10; failed += 1) expect((await guess(first, user.email)).status).toBe(401);
    expect((await guess(first, user.email)).status).toBe(429);
    const elsewhere = await request(second.url).post('/api/auth/login').send({ email: user.email, password });
    expect(elsewhere.status).toBe(200);
  });
});
