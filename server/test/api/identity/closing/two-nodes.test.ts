import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { call } from '../../../harness/http/contract.ts';
import { startTwoNodes, type TwoNodes } from '../../../harness/http/two-nodes.ts';
import { createApiKey, registerAdmin } from '../../../harness/identity/people.ts';

let nodes: TwoNodes;
beforeAll(async () => {
  nodes = await startTwoNodes();
});
afterAll(() => nodes.stop());

it('sessions and keys that another node knows are refused there within a second', async () => {
  const { one, two } = nodes;
  const person = await registerAdmin(one);
  const key = await createApiKey(one, person.token, ['accounts:read']);
  const there = async (token: string) =>
    (await call(two, 'get', token === key ? '/admin/accounts' : '/auth/me', { token })).status;
  expect([await there(key), await there(person.token)]).toEqual([200, 200]);
  const { status } = await call(one, 'post', '/auth/closing', {
    token: person.token,
    body: { email: person.user.email, password: person.password },
  });
  expect(status).toBe(200);
  const closedAt = performance.now();
  await waitUntil(async () => (await there(key)) === 401 && (await there(person.token)) === 401);
  expect(performance.now() - closedAt).toBeLessThan(1_000);
});
