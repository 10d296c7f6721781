import { afterEach, beforeEach, describe, expect, it, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteRoom, type Place } from '../../src/lib/byte-room.ts';

const wide = { maxWaiting: Infinity, maxWaitingOfKey: Infinity, patienceMs: 60_000 };

interface Visitor extends Place {
  key: string;
  bytes: number;
  isInside: boolean;
}

/** A room, and who came to it, in the order of their coming and of their entering. */
class Visited {
  readonly came: Visitor[] = [];
  readonly entered: Visitor[] = [];
  readonly #room: ByteRoom;

  constructor(options: ConstructorParameters<typeof ByteRoom>[0]) {
    this.#room = new ByteRoom(options);
  }

  async come(key: string, bytes: number): Promise<Visitor> {
    const place = this.#room.enter(key, bytes);
    const visitor = { ...place, key, bytes, isInside: false };
    this.came.push(visitor);
    void place.entered.then(
      () => {
        visitor.isInside = true;
        this.entered.push(visitor);
      },
      () => undefined,
    );
    await settled();
    return visitor;
  }

  async leave(visitor: Visitor): Promise<void> {
    visitor.leave();
    visitor.isInside = false;
    this.came.splice(this.came.indexOf(visitor), 1);
    await settled();
  }

  async settle(visitor: Visitor, bytes: number): Promise<void> {
    visitor.settle(bytes);
    visitor.bytes = Math.min(visitor.bytes, bytes);
    await settled();
  }

  inside(key?: string): Visitor[] {
    return this.came.filter((one) => one.isInside && (key === undefined || one.key === key));
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
}

function sizeOf(visitors: readonly Visitor[]): number {
  return visitors.reduce((sum, { bytes }) => sum + bytes, 0);
}

const step = fc.oneof(
  fc.record({ key: fc.constantFrom('a', 'b', 'c'), bytes: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ leaver: fc.nat() }),
  fc.record({ settler: fc.nat(), bytes: fc.integer({ min: 0, max: 14 }) }),
);

test('whoever comes and goes: never too much inside, none overtaken within a key, and nobody is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const room = new Visited({ ...wide, capacity: 10, kept: 4 });
      for (const next of steps) {
        if ('key' in next) await room.come(next.key, next.bytes);
        else if ('leaver' in next) {
          if (room.came.length > 0) await room.leave(room.came[next.leaver % room.came.length]!);
        } else if (room.inside().length > 0) {
          await room.settle(room.inside()[next.settler % room.inside().length]!, next.bytes);
        }

        const inside = room.inside();
        expect(inside.length <= 1 || sizeOf(inside) <= 10).toBe(true);
        for (const key of ['a', 'b', 'c']) {
          const own = room.inside(key);
          expect(own.length <= 1 || sizeOf(own) <= 6).toBe(true);
          const line = room.came.filter((one) => one.key === key).map(({ isInside }) => isInside);
          expect(line).toEqual(line.toSorted((one, other) => Number(other) - Number(one)));
        }
        expect(room.came.length === 0 || inside.length > 0).toBe(true);
      }
      while (room.inside().length > 0) await room.leave(room.inside()[0]!);
      expect(room.came).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('keys take turns: a long line of one delays another by no more than one of it', async () => {
  const room = new Visited({ ...wide, capacity: 1, kept: 0 });
  for (let count = 0; count < 6; count += 1) await room.come('a', 1);
  const other = await room.come('b', 1);
  await room.leave(room.inside()[0]!);
  expect(other.isInside).toBe(true);
});

const sizes = fc.record({ a: fc.integer({ min: 1, max: 40 }), b: fc.integer({ min: 1, max: 40 }) });

test('keys that always wait get as many bytes as each other, but for one of the largest', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 40 }), async (bytes, late) => {
      const room = new Visited({ ...wide, capacity: 10, kept: 0 });
      const own = (key: string) => sizeOf(room.entered.filter((one) => one.key === key));
      const all = { ...bytes, c: late };
      const largest = Math.max(...Object.values(all));
      // All begin while there is no room.
      await room.come('first', 10);
      // What a and b had got when c came.
      let before = 0;
      for (let turn = 0; turn < 120; turn += 1) {
        // More of each than fit in at once, so that none comes while there is room.
        const keys = turn < 40 ? (['a', 'b'] as const) : (['a', 'b', 'c'] as const);
        for (const key of keys) {
          while (room.came.filter((one) => one.key === key && !one.isInside).length < 12)
            await room.come(key, all[key]);
        }
        if (turn === 39) before = Math.min(own('a'), own('b'));
        expect(Math.abs(own('a') - own('b'))).toBeLessThanOrEqual(Math.max(bytes.a, bytes.b));
        if (turn >= 40) {
          // It may begin a largest entry off, and be one off.
          expect(Math.abs(own('a') - before - own('c'))).toBeLessThanOrEqual(2 * largest);
        }
        await room.leave(room.inside()[0]!);
      }
    }),
    { numRuns: 30 },
  );
});

test('one who comes again and again with much has no more of it than one who waits', async () => {
  const room = new Visited({ ...wide, capacity: 10, kept: 0 });
  const own = (key: string) => sizeOf(room.entered.filter((one) => one.key === key));
  let much = await room.come('much', 50);
  for (let turn = 0; turn < 300; turn += 1) {
    while (room.came.filter(({ key }) => key === 'little').length < 20) await room.come('little', 1);
    const [next] = room.inside();
    await room.leave(next!);
    if (next === much) much = await room.come('much', 50);
  }
  expect(own('little')).toBeGreaterThan(200);
  expect(own('much') - own('little')).toBeLessThanOrEqual(50);
});

test.each([0, 4])(
  'everybody who keeps waiting gets in, with %i kept for those with nothing inside',
  async (kept) => {
    const each = fc.record({ key: fc.constantFrom('a', 'b', 'c'), bytes: fc.integer({ min: 1, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(each, { minLength: 3, maxLength: 8 }), each, async (others, who) => {
        const room = new Visited({ ...wide, capacity: 10, kept });
        for (const { key, bytes } of others) await room.come(key, bytes);
        const patient = await room.come(who.key, who.bytes);
        for (let turn = 0; turn < 400 && !patient.isInside; turn += 1) {
          const [first] = room.inside();
          await room.leave(first!);
          await room.come(first!.key, first!.bytes);
        }
        expect(patient.isInside).toBe(true);
      }),
      { numRuns: 50 },
    );
  },
);

test('what came to less than was reckoned with makes room, and counts as less of its share', async () => {
  const room = new Visited({ ...wide, capacity: 10, kept: 0 });
  const first = await room.come('a', 10);
  const next = await room.come('a', 8);
  const other = await room.come('b', 8);
  await room.settle(first, 2);
  expect([next.isInside, other.isInside]).toEqual([false, true]);
  await room.leave(other);
  expect(next.isInside).toBe(true);
});

test('much waits for an empty room, and is not overtaken by little for ever', async () => {
  const room = new Visited({ ...wide, capacity: 10, kept: 0 });
  const first = await room.come('a', 6);
  const much = await room.come('b', 50);
  const little = await room.come('c', 1);
  expect([much.isInside, little.isInside]).toEqual([false, false]);
  await room.leave(first);
  expect([much.isInside, little.isInside]).toEqual([true, false]);
  await room.leave(much);
  expect(little.isInside).toBe(true);
});

test('who waits for what is kept for others does not stand in the way of others', async () => {
  const room = new Visited({ ...wide, capacity: 10, kept: 5 });
  await room.come('a', 5);
  const more = await room.come('a', 1);
  const other = await room.come('b', 5);
  expect([more.isInside, other.isInside]).toEqual([false, true]);
});

describe('who cannot wait', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate', 'nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const refusal = { code: 'overloaded', retryAfterSeconds: 1 };

  it('is refused past the bound of its key', async () => {
    const room = new ByteRoom({
      capacity: 1,
      kept: 0,
      maxWaiting: 3,
      maxWaitingOfKey: 2,
      patienceMs: 9_000,
    });
    const first = room.enter('a', 1);
    const waiting = [room.enter('a', 1), room.enter('a', 1)];
    await expect(room.enter('a', 1).entered).rejects.toMatchObject(refusal);
    waiting.push(room.enter('b', 1));
    // Those that were refused stand in nobody's way.
    first.leave();
    for (const place of [waiting[2], waiting[0], waiting[1]]) {
      await place?.entered;
      place?.leave();
    }
    await room.enter('c', 1).entered;
  });

  it('is the newest of the longest line where all places are taken, and not who comes', async () => {
    const room = new ByteRoom({ capacity: 1, kept: 0, maxWaiting: 6, maxWaitingOfKey: 4, patienceMs: 9_000 });
    const first = room.enter('a', 1);
    const line = Array.from({ length: 4 }, () => room.enter('a', 1));
    const others = [room.enter('b', 1), room.enter('b', 1)];
    const told = expect(line[3]!.entered).rejects.toMatchObject(refusal);
    others.push(room.enter('c', 1));
    await told;
    first.leave();
    for (const place of [others[0], others[2], line[0], others[1], line[1], line[2]]) {
      await place?.entered;
      place?.leave();
    }
  });

  it('is refused when its turn does not come in time, and is not let in later', async () => {
    const room = new ByteRoom({ ...wide, capacity: 1, kept: 0, patienceMs: 9_000 });
    const first = room.enter('a', 1);
    const late = room.enter('a', 1);
    const told = expect(late.entered).rejects.toMatchObject(refusal);
    jest.advanceTimersByTime(9_000);
    await told;
    const next = room.enter('a', 1);
    first.leave();
    await next.entered;
  });

  describe('is let in in the place of who has stayed too long', () => {
    const putOut: string[] = [];
    const enter = (room: ByteRoom, name: string, bytes: number) =>
      room.enter(name.split(' ')[0]!, bytes, () => putOut.push(name));
    beforeEach(() => {
      putOut.splice(0);
    });

    it('and has most; with nobody waiting, who stays may', async () => {
      const room = new ByteRoom({ ...wide, capacity: 10, kept: 0, stayMs: 5_000 });
      enter(room, 'quick', 4);
      jest.advanceTimersByTime(4_000);
      enter(room, 'slow', 6);
      jest.advanceTimersByTime(20_000);
      expect(putOut).toEqual([]);
      const next = enter(room, 'next', 6);
      jest.advanceTimersByTime(500);
      expect(putOut).toEqual(['slow']);
      await next.entered;
      jest.advanceTimersByTime(60_000);
      expect(putOut).toEqual(['slow']);
    });

    it('unless that one is whole', async () => {
      const room = new ByteRoom({ ...wide, capacity: 10, kept: 0, stayMs: 5_000 });
      const whole = enter(room, 'whole', 8);
      whole.settle(8);
      const next = enter(room, 'next', 6);
      jest.advanceTimersByTime(30_000);
      expect(putOut).toEqual([]);
      whole.leave();
      await next.entered;
    });

    it('unless only those wait who have more', () => {
      const room = new ByteRoom({ ...wide, capacity: 10, kept: 3, stayMs: 5_000 });
      enter(room, 'slow', 2);
      jest.advanceTimersByTime(4_000);
      for (const name of ['much 1', 'much 2']) enter(room, name, 2);
      enter(room, 'much 3', 2);
      jest.advanceTimersByTime(3_000);
      expect(putOut).toEqual([]);
      jest.advanceTimersByTime(2_500);
      expect(putOut).toEqual(['much 1']);
    });
  });
});
