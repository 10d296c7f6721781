import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Server as SocketServer } from 'socket.io';
import { connectPubSub } from '../../src/realtime/redis-pubsub.ts';
import { waitUntil } from '../harness/clock/wait.ts';

/** Answers as Redis does, but for what is to be left without an answer; a real one can't be stopped just then. */
let server: Server;
let sockets: Socket[];
let subscriptions: number;
let leavesUnanswered: boolean;

const info = 'redis_version:7.0.0\r\nloading:0\r\n';
const answers: [RegExp, string][] = [
  // The older protocol will do.
  [/\r\nHELLO\r\n/i, "-ERR unknown command 'HELLO'\r\n"],
  [/\r\nCLIENT\r\n/i, '+OK\r\n'],
  [/\r\nINFO\r\n/i, `$${info.length}\r\n${info}\r\n`],
  [/\r\nP?SUBSCRIBE\r\n/i, ''],
  [/\r\nPING\r\n/i, '+PONG\r\n'],
];

beforeEach(async () => {
  sockets = [];
  subscriptions = 0;
  leavesUnanswered = false;
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    // One command after the other: each begins with the number of its words.
    socket.on('data', (chunk) => {
      for (const command of chunk.toString().split(/(?=\*\d+\r\n\$)/)) answer(socket, command);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  for (const socket of sockets) socket.destroy();
});

function answer(socket: Socket, command: string): void {
  if (/\r\nP?SUBSCRIBE\r\n/i.test(command)) {
    subscriptions += 1;
    if (leavesUnanswered) return;
    const [, , kind = '', , ...words] = command.split('\r\n');
    const channels = words.filter((word) => word !== '' && !word.startsWith('$'));
    for (const [place, channel] of channels.entries()) {
      socket.write(
        `*3\r\n$${kind.length}\r\n${kind}\r\n$${channel.length}\r\n${channel}\r\n:${place + 1}\r\n`,
      );
    }
    return;
  }
  socket.write(answers.find(([name]) => name.test(command))?.[1] ?? '+OK\r\n');
}

function port(): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return address.port;
}

test('closing while Redis leaves a new subscription unanswered rejects nothing that nobody awaits', async () => {
  const pubSub = connectPubSub({
    url: `redis://127.0.0.1:${port()}`,
    logger: pino({ level: 'silent' }),
    onResubscribed: () => undefined,
  });
  new SocketServer({ adapter: pubSub.adapter }).of('/');
  await waitUntil(() => subscriptions >= 2);
  const before = subscriptions;
  leavesUnanswered = true;
  for (const socket of sockets.splice(0)) socket.destroy();
  await waitUntil(() => subscriptions >= before + 2);

  const unhandled: unknown[] = [];
  const keep = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', keep);
  pubSub.close();
  await waitUntil(() => sockets.every(({ destroyed }) => destroyed));
  // Node tells of them once the turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});
