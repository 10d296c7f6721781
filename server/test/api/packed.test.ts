import { expect, test } from '@jest/globals';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();

const asked = async (path: string, coding: string) => {
  const headers = { authorization: `Bearer ${node().admin}`, 'accept-encoding': coding };
  const answer = await fetch(node().server.url + path, { headers });
  return { coding: answer.headers.get('content-encoding'), text: await answer.text(), answer };
};

test.each(['/api/openapi.json', '/api/docs/swagger-ui-bundle.js', '/api/admin/audit', '/api/admin/accounts'])(
  '%s is packed for whom takes that',
  async (path) => {
    for (let count = 0; count < 5; count += 1) await node().account();
    const plain = await asked(path, 'identity');
    expect([plain.answer.status, plain.coding]).toEqual([200, null]);
    for (const coding of ['br', 'gzip']) {
      const packed = await asked(path, coding);
      expect(packed).toMatchObject({ coding, text: plain.text });
      expect(packed.answer.headers.get('vary')).toContain('Accept-Encoding');
    }
  },
);

test('what is written is never packed, as it may hand out a secret', async () => {
  const signIn = await fetch(`${node().server.url}/api/admin/api-keys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${node().admin}`,
      'accept-encoding': 'br',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'x'.repeat(80), scopes: ['usage:read'] }),
  });
  expect([signIn.status, signIn.headers.get('content-encoding')]).toEqual([201, null]);
});

test('of what hardly changes browsers keep a copy for an hour', async () => {
  const { answer } = await asked('/api/docs/swagger-ui-bundle.js', 'br');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
});
