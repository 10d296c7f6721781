import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createApp } from '../../src/app.ts';
import { routes } from '../../src/features.ts';
import { createHotListener } from '../../src/http/hot-routes.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

/** The same node behind two doors: Express alone, and the listener that answers hot routes before it. */

const node = useMeteringServer();
const servers: Server[] = [];
let doors: { express: number; hot: number };
/** How many requests the listener left to Express. */
let leftToExpress = 0;
let planCode: string;

beforeAll(async () => {
  const offers = [
    { code: 'calls', quota: 10, resetPeriod: 'monthly' as const },
    { code: 'export', enabled: true },
  ];
  ({ code: planCode } = await node().plan(offers));
  const { ctx } = node().server;
  const app = createApp(ctx, express.Router());
  const counted: RequestListener = (req, res) => {
    leftToExpress += 1;
    app(req, res);
  };
  doors = { express: await open(app), hot: await open(createHotListener(ctx, routes, counted)) };
});
afterAll(() => {
  for (const server of servers) server.close();
});

/** As `door.ts` opens it. */
async function open(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  server.on('checkExpectation', listener);
  server.on('checkContinue', listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** All bytes of the answer, with what differs from answer to answer taken out: ids that are new, and the clock. */
async function answerOf(port: number, request: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  socket.write(request);
  await once(socket, 'close');
  return text
    .replace(/^Date: .+\r\n/gm, '')
    .replace(/^Retry-After: .+\r$/gm, 'Retry-After: later\r')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\b[\d-]{10}T[\d:.]{12}Z/g, '<at>');
}

interface Sent {
  method?: string;
  /** In its address and its body `$ref` stands for the account. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Sent in its place: what follows the request line and `Host`. */
  raw?: string;
  version?: string;
}

function bytesOf(
  { method = 'GET', path, headers = {}, body, raw, version = '1.1' }: Sent,
  ref: string,
): Buffer {
  const content = typeof body === 'string' ? Buffer.from(body.replaceAll('$ref', ref)) : body;
  const lines = {
    'X-Request-Id': 'the-same',
    Authorization: `Bearer ${node().apiKey}`,
    ...(content && { 'Content-Type': 'application/json', 'Content-Length': String(content.length) }),
    ...headers,
  };
  const head = Object.entries(lines)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const first = `${method} ${path.replaceAll('$ref', ref)} HTTP/${version}\r\nHost: meter.example\r\nConnection: close\r\n`;
  return Buffer.concat([Buffer.from(`${first}${head}\r\n${raw ?? ''}`), content ?? Buffer.alloc(0)]);
}

async function anAccount(): Promise<string> {
  const ref = `ext:${randomUUID()}`;
  await node().done(node().put(`/admin/accounts/${ref}`, { name: 'A customer', timeZone: 'UTC', planCode }));
  return ref;
}

/** The answers of both doors, for two accounts that are alike; whether the listener answered by itself. */
async function bothWays(sent: Sent, times = 1): Promise<{ express: string; hot: string; isHot: boolean }> {
  const last = { express: '', hot: '' };
  const before = leftToExpress;
  for (const door of ['express', 'hot'] as const) {
    const request = bytesOf(sent, await anAccount());
    for (let time = 0; time < times; time += 1) last[door] = await answerOf(doors[door], request);
  }
  return { ...last, isHot: leftToExpress === before };
}

const check = '/api/usage/check-quota/calls';
const record = (body: object | string, headers: Record<string, string> = {}): Sent => ({
  method: 'POST',
  path: '/api/usage/record',
  headers,
  body:
    typeof body === 'string' ? body : JSON.stringify({ accountId: '$ref', featureCode: 'calls', ...body }),
});
const batch = (events: unknown[]): Sent => ({
  method: 'POST',
  path: '/api/usage/record/batch',
  body: JSON.stringify({ events }),
});
const one = { accountId: '$ref', featureCode: 'calls' };

describe('a plain request', () => {
  const plain: [string, Sent, number][] = [
    ['a check', { path: `${check}?accountId=$ref&amount=3` }, 200],
    ['a check with escapes', { path: `${check}?accountId=ext%3Anobody+at%20all` }, 422],
    ['a check of too much', { path: `${check}?accountId=$ref&amount=11` }, 200],
    ['a check of a switch', { path: '/api/usage/check-quota/export?accountId=$ref' }, 200],
    ['a check of nothing known', { path: '/api/usage/check-quota/nothing?accountId=$ref' }, 404],
    ['a check of nobody', { path: `${check}?accountId=ext:nobody` }, 404],
    ['a check without an account', { path: check }, 422],
    ['a check with a wrong amount', { path: `${check}?accountId=$ref&amount=1.5` }, 422],
    ['a check with an amount twice', { path: `${check}?accountId=$ref&amount=1&amount=2` }, 422],
    ['a check with a name unknown', { path: `${check}?accountId=$ref&__proto__=1&x` }, 422],
    ['a check with an empty query', { path: `${check}?` }, 422],
    ['a check with a body', { path: `${check}?accountId=$ref`, body: '{}' }, 200],
    ['a check by nobody', { path: check, headers: { Authorization: '' } }, 401],
    ['a check by a wrong key', { path: check, headers: { Authorization: 'Bearer ms_wrong' } }, 401],
    ['a check by another scheme', { path: check, headers: { Authorization: 'Basic eA==' } }, 401],
    ['a check with an id that is none', { path: check, headers: { 'X-Request-Id': 'the same' } }, 422],
    ['a use', record({ amount: 2, metadata: { model: '大' } }), 201],
    ['a use that goes beyond', record({ amount: 11 }), 429],
    ['a use of a switch', record({ featureCode: 'export' }), 422],
    ['a use without a body', { method: 'POST', path: '/api/usage/record' }, 422],
    ['a use with an empty body', record(''), 422],
    ['a use that is no JSON', record('{"accountId":'), 400],
    ['a use that is a list', record('[]'), 422],
    ['a use that names a member twice', record('{"amount":1,"amount":2}'), 400],
    ['a use behind a byte order mark', record('\uFEFF{"accountId":"$ref","featureCode":"calls"}'), 201],
    ['a use with wrong fields', record({ amount: -1, colour: 'red' }), 422],
    ['a use as text', record({}, { 'Content-Type': 'text/plain' }), 415],
    ['a use in another charset', record({}, { 'Content-Type': 'application/json; charset=utf-16' }), 415],
    ['a use of a type with a suffix', record({}, { 'Content-Type': 'application/problem+json' }), 201],
    ['a use in an unknown encoding', record({}, { 'Content-Encoding': 'lzma' }), 415],
    ['a use with a key', record({}, { 'Idempotency-Key': 'one' }), 201],
    ['a use with a key that is none', record({}, { 'Idempotency-Key': 'o ne' }), 422],
    ['a use with two keys', record({ idempotencyKey: 'two' }, { 'Idempotency-Key': 'one' }), 422],
    ['a use that waits for leave', record({}, { Expect: '100-continue' }), 201],
    ['a use that expects something', record({}, { Expect: 'tea' }), 201],
    ['a use by HTTP/1.0', { ...record({}), version: '1.0' }, 201],
    ['a batch', batch([one, { ...one, amount: 11 }, { ...one, amount: 'x' }, 7]), 200],
    ['an empty batch', batch([]), 422],
    ['a use of credits without any', { ...record({}), path: '/api/credits/use' }, 422],
  ];

  it.each(plain)('is answered before Express, byte by byte as by it: %s', async (_, sent, status) => {
    const { express, hot, isHot } = await bothWays(sent);
    expect(hot).toBe(express);
    expect({ isHot, status: Number(/ (\d{3}) (?!Continue)/.exec(hot)?.[1]) }).toEqual({
      isHot: true,
      status,
    });
  });

  it('is answered alike again: a replay, and the same key for something else', async () => {
    const again = await bothWays(record({ idempotencyKey: 'again' }), 2);
    expect(again.hot).toBe(again.express);
    expect(again.hot).toMatch(/^HTTP\/1.1 200 .*"replayed":true/s);
  });

  it('that is packed or too large is answered alike', async () => {
    const body = gzipSync(JSON.stringify({ ...one, accountId: node().server.url }));
    const packed = await bothWays({ ...record(''), body, headers: { 'Content-Encoding': 'gzip' } });
    const large = await bothWays(record({}, { 'Content-Length': '100001' }));
    const chunks = '5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n';
    const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' };
    const chunked = await bothWays({ method: 'POST', path: '/api/usage/record', headers, raw: chunks });
    for (const { hot, express, isHot } of [packed, large, chunked]) {
      expect(hot).toBe(express);
      expect(isHot).toBe(true);
    }
    expect(large.hot).toMatch(/ 413 /);
  });

  it('of one without the right is refused alike, before its body', async () => {
    const token = await node().key('usage:read');
    const refused = await bothWays(
      record({}, { Authorization: `Bearer ${token}`, 'Content-Length': '90000' }),
    );
    expect(refused.hot).toBe(refused.express);
    expect(refused.hot).toMatch(/^HTTP\/1.1 403 /);
    expect(refused.isHot).toBe(true);
  });
});

describe('a request that is written otherwise', () => {
  const odd: [string, Sent, number][] = [
    ['a slash at the end', { path: `${check}/?accountId=$ref` }, 200],
    ['capital letters', { path: '/API/usage/check-quota/calls?accountId=$ref' }, 200],
    ['an escape in its address', { path: '/api/usage/check-quota/c%61lls?accountId=$ref' }, 200],
    ['a broken escape', { path: '/api/usage/check-quota/c%6' }, 400],
    ['no feature', { path: '/api/usage/check-quota/?accountId=$ref' }, 405],
    ['more behind it', { path: `${check}/more` }, 404],
    ['a fragment', { path: `${check}?accountId=$ref&amount=5#y` }, 200],
    ['the head only', { method: 'HEAD', path: `${check}?accountId=$ref` }, 200],
    ['another method', { method: 'DELETE', path: check }, 405],
    ['a question for methods', { method: 'OPTIONS', path: '/api/usage/record' }, 204],
    ['a whole address', { path: `http://meter.example${check}?accountId=$ref` }, 200],
    ['a write with a query', { ...record({}), path: '/api/usage/record?x=1' }, 201],
    ['a write with a slash', { ...record({}), path: '/api/usage/record/' }, 201],
    ['a read of a write', { path: '/api/usage/record' }, 405],
  ];

  it.each(odd)('is left to Express: %s', async (_, sent, status) => {
    const { express, hot, isHot } = await bothWays(sent);
    expect(hot).toBe(express);
    expect({ isHot, status: Number(/ (\d{3}) /.exec(hot)?.[1]) }).toEqual({ isHot: false, status });
  });
});

it('counts and charges once through either door', async () => {
  const ref = await anAccount();
  const key = randomUUID();
  const request = bytesOf(record({ idempotencyKey: key }), ref);
  await Promise.all([0, 1, 2, 3].map((at) => answerOf(at % 2 === 0 ? doors.hot : doors.express, request)));
  expect(await node().quota(ref)).toMatchObject({ used: 1 });
});

it('answers requests that are sent at once on one connection in their order', async () => {
  const ref = await anAccount();
  const sent = [{ path: `${check}?accountId=$ref` }, record({ amount: 7 }), { path: '/healthz' }];
  const requests = sent.map((one) => bytesOf(one, ref).toString().replace('Connection: close\r\n', ''));
  const last = bytesOf({ path: `${check}?accountId=$ref` }, ref).toString();
  const text = await answerOf(doors.hot, Buffer.from([...requests, last].join('')));
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    '200',
    '201',
    '200',
    '200',
  ]);
});
