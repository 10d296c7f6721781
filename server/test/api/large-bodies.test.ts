import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals';
import { createBodyRooms } from '../../src/http/request/large-bodies.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { buildGate, type Gate } from '../harness/database/gate.ts';
import { openWire, type Wire } from '../harness/http/wire.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();
let gate: Gate;
beforeAll(async () => {
  gate = await buildGate(node().server.database.connectionString);
});

const wires: Wire[] = [];
afterEach(async () => {
  await gate.open();
  for (const wire of wires.splice(0)) wire.destroy();
  useRooms();
});

async function open(): Promise<Wire> {
  const wire = await openWire(node().server);
  wires.push(wire);
  return wire;
}

/** Another caller, with a line of their own. */
const another = () => node().key('usage:write');

function headOf(key: string, headers: Record<string, string | number>): string {
  const lines = Object.entries({
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/json',
    ...headers,
  });
  return `POST /api/usage/record/batch HTTP/1.1\r\nHost: x\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`;
}

const asking = { 'Content-Length': 5_000_000, Expect: '100-continue' };
const isInvited = (wire: Wire) => wire.received().startsWith('HTTP/1.1 100 ');

/** Other rooms, empty ones, from now on. */
function useRooms(options?: Parameters<typeof createBodyRooms>[0]): void {
  Object.assign(node().server.ctx.bodyRooms, createBodyRooms(options));
}

/** Announces a batch as large as may be, and asks whether to send it. */
async function ask(key = node().apiKey): Promise<Wire> {
  const wire = await open();
  wire.write(headOf(key, asking));
  return wire;
}

/** So many that no more of this caller's are read, all of them invited. */
async function fillReading(key = node().apiKey): Promise<Wire[]> {
  const asked: Wire[] = [];
  for (let count = 0; count < 4; count += 1) asked.push(await ask(key));
  await waitUntil(() => asked.every(isInvited));
  return asked;
}

/** Resolves once the server has dealt with all that was sent to it before. */
async function serverHasReadIt(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await (await fetch(`${node().server.url}/healthz`)).text();
}

/** A batch of one account's calls; more text where it is to be large. */
function batchOf(accountId: string, count: number, text = ''): string {
  const metadata = text === '' ? undefined : { text };
  return JSON.stringify({
    events: Array.from({ length: count }, () => ({
      accountId,
      featureCode: 'calls',
      idempotencyKey: randomUUID(),
      metadata,
    })),
  });
}

function send(wire: Wire, body: string, key = node().apiKey): void {
  wire.write(headOf(key, { 'Content-Length': Buffer.byteLength(body) }));
  wire.write(body);
}

/** Sends a body whose size is not known beforehand. */
function writeUnannounced(wire: Wire, how: string, body: string, key = node().apiKey): void {
  if (how === 'packed') {
    const packed = gzipSync(body);
    wire.write(headOf(key, { 'Content-Length': packed.length, 'Content-Encoding': 'gzip' }));
    wire.write(packed);
    return;
  }
  wire.write(headOf(key, { 'Transfer-Encoding': 'chunked' }));
  wire.write(`${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`);
}

const account = () => node().account([{ code: 'calls', quota: 1_000_000, resetPeriod: 'monthly' }]);

describe('a body that does not fit into what is being read', () => {
  // No sender loses its place by the slowness of a machine.
  beforeEach(() => {
    useRooms({ stayMs: 3_600_000 });
  });

  it('waits unread, until one before it has left', async () => {
    const [first] = await fillReading();
    const waiting = await ask();
    await serverHasReadIt();
    expect(isInvited(waiting)).toBe(false);
    first?.destroy();
    await waitUntil(() => isInvited(waiting));
  });

  it.each(['in chunks', 'packed'])(
    '%s, waits once it is no small one, until one before it has left',
    async (how) => {
      const [first] = await fillReading();
      const waiting = await open();
      writeUnannounced(waiting, how, `{"events":[]${' '.repeat(30_000)}}`);
      await serverHasReadIt();
      expect(waiting.received()).toBe('');
      first?.destroy();
      expect(await waiting.answer()).toMatchObject({ status: 422 });
    },
  );

  it.each(['in chunks', 'packed'])(
    '%s, does not wait while it is small, though two others send slowly',
    async (how) => {
      await fillReading();
      const [other, third] = [await another(), await another()];
      await Promise.all([ask(other), ask(other), ask(other)]);
      await serverHasReadIt();
      const { id } = await account();
      const small = await open();
      writeUnannounced(small, how, batchOf(id, 3), third);
      expect(await small.answer()).toMatchObject({ status: 200 });
      expect(await node().quota(id)).toMatchObject({ used: 3 });
    },
  );

  it('waits no longer for slow senders than it may wait', async () => {
    useRooms();
    await fillReading(await another());
    const other = await another();
    await Promise.all([ask(other), ask(other)]);
    await serverHasReadIt();
    const waiting = await ask();
    await waitUntil(() => isInvited(waiting));
  });

  it('is forgotten when its sender leaves', async () => {
    const [first] = await fillReading();
    const gone = await ask();
    const waiting = await ask();
    await serverHasReadIt();
    gone.destroy();
    await serverHasReadIt();
    expect(isInvited(waiting)).toBe(false);
    first?.destroy();
    await waitUntil(() => isInvited(waiting));
  });

  it.each([
    ['is no JSON', ' '.repeat(5_000_000), 400],
    ['holds no events', `{"events":[]${' '.repeat(4_999_987)}}`, 422],
  ])('gets its turn when one before it %s', async (_, body, status) => {
    const [first] = await fillReading();
    const waiting = await ask();
    first?.write(body);
    await waitUntil(() => isInvited(waiting));
    expect(first?.received()).toContain(`HTTP/1.1 ${status} `);
  });

  it('delays no other caller, no single record and no small batch', async () => {
    await fillReading();
    await ask();
    const other = await ask(await another());
    await waitUntil(() => isInvited(other));
    const { id } = await account();
    await node().use(id);
    const small = await open();
    send(small, batchOf(id, 3));
    expect(await small.answer()).toMatchObject({ status: 200 });
    expect(await node().quota(id)).toMatchObject({ used: 4 });
  });

  it('is refused past the bound of those that wait, while others still may', async () => {
    await fillReading();
    const waiting = await Promise.all(Array.from({ length: 256 }, () => ask()));
    await serverHasReadIt();
    expect(waiting.map(({ received }) => received()).join('')).toBe('');
    const refused = await ask();
    const { head, ...told } = await refused.answer();
    expect(told).toEqual({ status: 503, code: 'overloaded' });
    expect(head).toMatch(/\r\nretry-after: 1\r\n/i);
    expect(head).toMatch(/\r\ncontent-type: application\/problem\+json/i);
    const other = await ask(await another());
    await waitUntil(() => isInvited(other));
  });
});

describe('a body that has come while others are worked at', () => {
  /** As large as all that is worked at of one caller. */
  const large = (accountId: string) => batchOf(accountId, 200, 'x'.repeat(3_000));

  it('is not recorded when its sender leaves before its turn; the next one is', async () => {
    const { id } = await account();
    await gate.close();
    const [first, gone, next] = [await open(), await open(), await open()];
    send(first, large(id));
    await gate.untilWaiting();
    send(gone, large(id));
    await serverHasReadIt();
    send(next, batchOf(id, 300));
    await serverHasReadIt();
    gone.destroy();
    await serverHasReadIt();
    await gate.open();
    expect(await first.answer()).toMatchObject({ status: 200 });
    expect(await next.answer()).toMatchObject({ status: 200 });
    expect(await node().quota(id)).toMatchObject({ used: 500 });
  });

  it('is recorded whole though its sender leaves once it is worked at, and makes room', async () => {
    const { id } = await account();
    await gate.close();
    const [first, next] = [await open(), await open()];
    send(first, large(id));
    await gate.untilWaiting();
    send(next, large(id));
    first.destroy();
    await serverHasReadIt();
    await gate.open();
    expect(await next.answer()).toMatchObject({ status: 200 });
    expect(await node().quota(id)).toMatchObject({ used: 400 });
  });

  it('waits for no other caller, however much of theirs is worked at and takes its time', async () => {
    const { working } = node().server.ctx.bodyRooms;
    const theirs = Array.from({ length: 8 }, () => working.enter('them', 64_000));
    // As soon as something of it is done, there is room for what fits into their part.
    const more = working.enter('them', 64_000);
    const { id } = await account();
    const [much, little] = [await open(), await open()];
    send(much, batchOf(id, 300, 'x'.repeat(1_200)));
    send(little, batchOf(id, 300), await another());
    expect(await much.answer()).toMatchObject({ status: 200 });
    expect(await little.answer()).toMatchObject({ status: 200 });
    theirs.pop()?.leave();
    await more.entered;
    for (const place of [...theirs, more]) place.leave();
  });

  it('waits for no act of an admin, nor such an act for it', async () => {
    const { working, acting } = node().server.ctx.bodyRooms;
    const accountIds = Array.from({ length: 400 }, () => `ext:${randomUUID()}`);
    const planCode = (await node().plan()).code;
    const uses = working.enter('them', 5_000_000);
    const given = await node().done(
      node().post('/admin/accounts/plan', { accountIds, planCode, reason: 'a test', seenVersion: 1 }),
    );
    expect(given).toMatchObject({ failed: 400 });
    uses.leave();

    const act = acting.enter('them', 5_000_000);
    const { id } = await account();
    const batch = await open();
    send(batch, large(id));
    expect(await batch.answer()).toMatchObject({ status: 200 });
    act.leave();
  });
});

test('many large batches at once are all recorded', async () => {
  const { id } = await account();
  const all = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const wire = await open();
      send(wire, batchOf(id, 250, 'x'.repeat(200)));
      return wire.answer();
    }),
  );
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
  expect(await node().quota(id)).toMatchObject({ used: 5_000 });
});
