import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectProblem } from '../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** The whole answer to these bytes. */
async function say(bytes: string): Promise<{ status: number; headers: Headers; text: string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', text = ''] = received.split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => [
    line.split(': ', 1)[0] ?? '',
    line.replace(/^[^:]*: /, ''),
  ]);
  return { status: Number(statusLine.split(' ')[1]), headers: new Headers(headers), text };
}

test.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a header without a name', 'GET /api/plans HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'],
  [
    'two lengths',
    'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
  ],
  [
    'a length and chunks',
    'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
  ],
  ['headers past 16 kB', `GET /api/plans HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['a NUL in the path', 'GET /api/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
])('%s is refused in the form of every other refusal', async (_what, bytes) => {
  const { status, headers, text } = await say(bytes);
  expect(status).toBe(400);
  expectProblem({ status, headers, body: JSON.parse(text) }, undefined);
});

test('an expectation that nobody knows is passed over', async () => {
  const { status } = await say(
    'GET /api/plans HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nConnection: close\r\n\r\n',
  );
  expect(status).toBe(200);
});
