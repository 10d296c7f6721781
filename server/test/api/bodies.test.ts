import { setImmediate as turn } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, test } from '@jest/globals';
import { waitUntil } from '../harness/clock/wait.ts';
import { openWire, type Wire } from '../harness/http/wire.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();
const wires: Wire[] = [];
afterEach(() => {
  for (const wire of wires.splice(0)) wire.destroy();
});

async function open(): Promise<Wire> {
  const wire = await openWire(node().server);
  wires.push(wire);
  return wire;
}

const batch = '/api/usage/record/batch';

function headOf(path: string, headers: Record<string, string | number>): string {
  const lines = Object.entries({ 'Content-Type': 'application/json', ...headers });
  return `POST ${path} HTTP/1.1\r\nHost: x\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`;
}

const bearer = () => ({ Authorization: `Bearer ${node().apiKey}` });
const chunk = (size: number) => `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`;

describe('a body', () => {
  const framings: [string, Record<string, string | number>][] = [
    ['announced', { 'Content-Length': 4_900_000 }],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
    ['packed', { 'Content-Length': 4_900_000, 'Content-Encoding': 'gzip' }],
  ];

  it.each(framings)('of nobody, %s, is refused before any of it has come', async (_, framing) => {
    const connection = await open();
    connection.write(headOf(batch, framing));
    expect(await connection.answer()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it.each(framings)('of somebody without the right, %s, likewise', async (_, framing) => {
    const reader = await node().key('usage:read');
    const { token: user } = await node().person();
    for (const token of [reader, user]) {
      const connection = await open();
      connection.write(headOf(batch, { ...framing, Authorization: `Bearer ${token}` }));
      expect(await connection.answer()).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  it.each([
    ['/api/usage/record', 100_001],
    [batch, 5_000_001],
    ['/api/auth/login', 10_001],
    ['/api/auth/register', 10_001],
    ['/api/auth/refresh', 10_001],
  ])('for %s of %d bytes is refused before any of it has come', async (path, length) => {
    const connection = await open();
    connection.write(headOf(path, { 'Content-Length': length, ...bearer() }));
    expect(await connection.answer()).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('in chunks is refused once they are too many, with no need to come to an end', async () => {
    const connection = await open();
    connection.write(headOf('/api/usage/record', { 'Transfer-Encoding': 'chunked', ...bearer() }));
    connection.write(chunk(60_000));
    connection.write(chunk(60_000));
    expect(await connection.answer()).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('packed by %s is read, and measured as it is unpacked', async (encoding, pack) => {
    const { id: accountId } = await node().account();
    const event = JSON.stringify({ accountId, featureCode: 'calls' });
    for (const [text, status] of [
      [event, 201],
      [event + ' '.repeat(5_000_000), 413],
    ] as const) {
      const response = await fetch(`${node().server.url}/api/usage/record`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-encoding': encoding,
          authorization: `Bearer ${node().apiKey}`,
        },
        body: new Uint8Array(pack(text)),
      });
      expect(response.status).toBe(status);
    }
    expect(await node().quota(accountId)).toMatchObject({ used: 1 });
  });

  it.each(['constructor', '__proto__', 'toString', 'rot13'])(
    'packed by “%s” is refused: there is no such packing',
    async (encoding) => {
      for (const path of ['/auth/login', '/usage/record/batch']) {
        const response = await fetch(`${node().server.url}/api${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-encoding': encoding,
            authorization: `Bearer ${node().apiKey}`,
          },
          body: '{}',
        });
        expect([path, response.status]).toEqual([path, 415]);
      }
    },
  );

  it('that is not what it says it is packed by is unreadable, not our fault', async () => {
    const connection = await open();
    connection.write(headOf(batch, { 'Content-Length': 9, 'Content-Encoding': 'gzip', ...bearer() }));
    connection.write('no gzip!!');
    expect(await connection.answer()).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('that was refused is read off, and its connection serves on', async () => {
    const connection = await open();
    const length = 4_900_000;
    connection.write(headOf(batch, { 'Content-Length': length }));
    expect(await connection.answer()).toMatchObject({ status: 401 });
    connection.write(Buffer.alloc(length, ' '));
    connection.write('GET /api/plans HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await connection.answer()).toMatchObject({ status: 200 });
  });

  it.each([
    ['POST', batch],
    ['POST', '/api/no/such/thing'],
    ['GET', '/api/plans'],
  ])('of %s %s that does not end is cut off', async (method, path) => {
    const connection = await open();
    connection.write(headOf(path, { 'Transfer-Encoding': 'chunked' }).replace('POST', method));
    await connection.answer();
    const bytes = Buffer.from(chunk(1_000_000));
    for (let sent = 0; sent < 30 && !connection.isClosed(); sent += 1) {
      connection.write(bytes);
      await turn();
    }
    await waitUntil(() => connection.isClosed());
  });
});

describe('JSON', () => {
  const post = (text: string, type = 'application/json') =>
    fetch(`${node().server.url}/api/usage/record`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${node().apiKey}` },
      body: text,
    });
  const eventWith = (accountId: string, metadata: string) =>
    `{"accountId":"${accountId}","featureCode":"calls","metadata":${metadata}}`;

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"b":{"c":[{"d":1},{"d":1,"d":1}]}}',
    '{"a\\"":1,"a\\"" :2}',
    '{"a\\\\":1,"a\\\\"\n:2}',
    '{"a":1,"\\u0061":2}',
    '{"__proto__":1,"__proto__":2}',
  ])('that names a member twice is refused, not read by halves: %s', async (metadata) => {
    const { id } = await node().account();
    expect((await post(eventWith(id, metadata))).status).toBe(400);
    expect((await post(`{"amount":1,${eventWith(id, '{}').slice(1, -1)},"amount":2}`)).status).toBe(400);
    expect(await node().quota(id)).toMatchObject({ used: 0 });
  });

  it.each([
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}',
    '{"a":"\\"a\\":1","b":": : :","c":"\\\\"}',
    '{"":{"":{"":""}}}',
    '{"a":[":",{":":":"},[],{}],"b":null,"c":true,"d":-1.5e3}',
    '{"a":{"length":1,"0":1}}',
  ])('that only looks as if it did is taken as it is: %s', async (metadata) => {
    const { id } = await node().account();
    expect((await post(eventWith(id, metadata))).status).toBe(201);
    const [record] = await node().done(node().get(`/usage/records?accountId=${id}`));
    expect(record.metadata).toEqual(JSON.parse(metadata));
  });

  it.each([
    '9007199254740992',
    '-9007199254740993',
    '1e400',
    '[{"b":12345678901234567890}]',
    '9007199254740992.5',
  ])('with a number that would be rounded is refused, not changed: %s', async (number) => {
    const { id } = await node().account();
    const response = await post(eventWith(id, `{"a":${number}}`));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: expect.stringMatching(/^metadata/) }] });
    expect(await node().quota(id)).toMatchObject({ used: 0 });
  });

  it.each(['9007199254740991', '-9007199254740991', '0.1', '1e15'])('with %s keeps it', async (number) => {
    const { id } = await node().account();
    expect((await post(eventWith(id, `{"a":${number}}`))).status).toBe(201);
  });

  it.each([
    ['application/json; charset=utf-8', 201],
    ['application/vnd.meterstone+json', 201],
    ['application/json; charset="UTF-8"', 201],
    ['application/json; charset=utf-16', 415],
    ['text/json', 415],
  ])('as %s: %d', async (type, status) => {
    const { id } = await node().account();
    expect((await post(`\ufeff${eventWith(id, '{}')}`, type)).status).toBe(status);
  });
});

test('what cannot be done to a path is answered with what can', async () => {
  const ask = (method: string, path: string) => fetch(`${node().server.url}${path}`, { method });
  for (const [method, path, allow] of [
    ['DELETE', '/api/usage/record', 'POST, OPTIONS'],
    ['GET', '/api/usage/record', 'POST, OPTIONS'],
    ['PATCH', '/api/admin/accounts/ext:a', 'GET, HEAD, PUT, OPTIONS'],
    ['POST', '/api/plans', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/healthz', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const refused = await ask(method, path);
    expect({ path, status: refused.status, allow: refused.headers.get('allow') }).toEqual({
      path,
      status: 405,
      allow,
    });
    expect(await refused.json()).toMatchObject({ ok: false, code: 'method_not_allowed' });
    const options = await ask('OPTIONS', path);
    expect({ status: options.status, allow: options.headers.get('allow') }).toEqual({ status: 204, allow });
  }
  expect((await ask('DELETE', '/api/nothing')).status).toBe(404);
  expect((await ask('OPTIONS', '/api/nothing')).status).toBe(404);
});

describe('the connection of a body that was refused', () => {
  it.each([
    ['too long once unpacked', gzipSync(Buffer.alloc(30_000_000)), 413],
    ['not packed at all', Buffer.from('x'.repeat(20_000)), 400],
  ])('as it was %s serves on, though the rest comes later', async (_, bytes, status) => {
    const connection = await open();
    const [first, rest] = [bytes.subarray(0, 15_000), bytes.subarray(15_000)];
    connection.write(
      headOf('/api/auth/login', { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' }),
    );
    connection.write(`${first.length.toString(16)}\r\n`);
    connection.write(first);
    connection.write('\r\n');
    expect(await connection.answer()).toMatchObject({ status });
    connection.write(`${rest.length.toString(16)}\r\n`);
    connection.write(rest);
    connection.write('\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await connection.answer()).toMatchObject({ status: 200 });
  });

  it('is cut off where the rest does not come', async () => {
    const connection = await open();
    connection.write(headOf(batch, { 'Content-Length': 4_000_000 }));
    expect(await connection.answer()).toMatchObject({ status: 401 });
    await waitUntil(connection.isClosed);
  });
});

describe('a body that is asked about first', () => {
  const asking = { 'Content-Length': 10, Expect: '100-continue' };

  it('is not invited where it would be refused', async () => {
    const connection = await open();
    connection.write(headOf(batch, asking));
    expect(await connection.answer()).toMatchObject({ status: 401 });
    const another = await open();
    another.write(headOf(batch, { ...asking, ...bearer(), 'Content-Length': 99_000_000 }));
    expect(await another.answer()).toMatchObject({ status: 413 });
  });

  it('is invited where it is wanted', async () => {
    const connection = await open();
    connection.write(headOf(batch, { ...asking, ...bearer() }));
    expect(await connection.answer()).toMatchObject({ status: 100 });
    connection.write('{"events":1');
    expect((await connection.answer()).status).toBeGreaterThanOrEqual(400);
  });
});

test('a body that is no UTF-8 is refused, not changed', async () => {
  const bytes = Buffer.from('{"name":"caf\xe9"}', 'latin1');
  const connection = await open();
  connection.write(headOf('/api/auth/login', { 'Content-Length': bytes.length }));
  connection.write(bytes);
  expect(await connection.answer()).toMatchObject({ status: 400, code: 'bad_request' });
});

test.each(['{"metadata":{"__proto__":1}}', '{"a":[{"\\u005f_proto__":1}]}'])(
  'what would be lost on the way is refused: %s',
  async (text) => {
    const connection = await open();
    connection.write(headOf('/api/auth/login', { 'Content-Length': text.length }) + text);
    expect(await connection.answer()).toMatchObject({ status: 400, code: 'bad_request' });
  },
);
