import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { Coalescer } from '../../src/lib/batches/coalescer.ts';

interface Item {
  key: number;
  /** The place among all items of its key. */
  place: number;
  isBad: boolean;
}

const laneOf = ({ key }: Item) => key % 2;

/** Handles batches after a while of their own, and writes down what was under way beside what. */
class Recorder {
  readonly handled: Item[] = [];
  readonly sizes: number[] = [];
  /** Keys that were in two batches at once. */
  readonly shared: number[] = [];
  mostUnderWay = 0;
  readonly #keys = new Set<number>();
  #underWay = 0;
  readonly #pauses: readonly number[];
  readonly #gate: Promise<undefined> | undefined;

  /** No batch is done before `gate` is. */
  constructor(pauses: readonly number[], gate?: Promise<undefined>) {
    this.#pauses = pauses;
    this.#gate = gate;
  }

  async run(items: readonly Item[]): Promise<string[]> {
    const keys = new Set(items.map(({ key }) => key));
    // Written down, as an error would have the batch split and tried again, and be forgotten.
    this.shared.push(...[...keys].filter((key) => this.#keys.has(key)));
    for (const key of keys) this.#keys.add(key);
    this.#underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
    this.sizes.push(items.length);
    const pause = this.#pauses[this.sizes.length % this.#pauses.length];
    if (pause !== undefined && pause > 0) await delay(pause);
    await this.#gate;
    this.#underWay -= 1;
    for (const key of keys) this.#keys.delete(key);
    if (items.some(({ isBad }) => isBad)) throw new Error(items.length === 1 ? 'bad' : 'one of them is bad');
    this.handled.push(...items);
    return items.map(({ key, place }) => `${key}/${place}`);
  }
}

function createCoalescer(recorder: Recorder, splitAt: number, maxBatch = 1_000): Coalescer<Item, string> {
  return new Coalescer<Item, string>({
    run: (items) => recorder.run(items),
    maxBatch,
    maxWaiting: 100_000,
    lanes: { count: 2, laneOf, splitAt },
    onFailure: () => 'split',
  });
}

describe('a coalescer with lanes', () => {
  const submissions = fc.array(
    fc.record({
      keys: fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }),
      badAt: fc.option(fc.nat(30), { freq: 10 }),
      wait: fc.constantFrom(0, 0, 0, 1, 2),
    }),
    { minLength: 1, maxLength: 30 },
  );

  test('gives each its own fate, keeps the order of each key, and no key is in two batches at once', async () => {
    const course = fc.asyncProperty(
      submissions,
      fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      async (submitted, pauses, splitAt, maxBatch) => {
        const recorder = new Recorder(pauses);
        const coalescer = createCoalescer(recorder, splitAt, maxBatch);
        const places = new Map<number, number>();
        const answers: Promise<void>[] = [];
        const good: Item[] = [];
        for (const { keys, badAt, wait } of submitted) {
          const items = keys.map((key, at): Item => {
            const place = places.get(key) ?? 0;
            places.set(key, place + 1);
            return { key, place, isBad: at === badAt };
          });
          good.push(...items.filter(({ isBad }) => !isBad));
          answers.push(
            coalescer.submitEach(items).then((fates) => {
              const told = fates.map((fate) => (fate.status === 'fulfilled' ? fate.value : 'bad'));
              expect(told).toEqual(items.map(({ key, place, isBad }) => (isBad ? 'bad' : `${key}/${place}`)));
            }),
          );
          if (wait > 0) await delay(wait);
        }
        await Promise.all(answers);
        await coalescer.drain();
        for (const key of places.keys()) {
          const ofKey = (items: readonly Item[]) => items.filter((item) => item.key === key);
          expect(ofKey(recorder.handled)).toEqual(ofKey(good));
        }
        expect(recorder.shared).toEqual([]);
        expect(recorder.mostUnderWay).toBeLessThanOrEqual(2);
      },
    );
    await fc.assert(course, { numRuns: 150 });
  });

  const itemsOf = (count: number): Item[] =>
    Array.from({ length: count }, (_, place) => ({ key: place % 2, place: place >> 1, isBad: false }));

  it('handles what is little in one batch', async () => {
    const recorder = new Recorder([5]);
    const coalescer = createCoalescer(recorder, 100);
    await Promise.all(itemsOf(99).map((item) => coalescer.submit(item)));
    expect({ sizes: recorder.sizes, most: recorder.mostUnderWay }).toEqual({ sizes: [99], most: 1 });
  });

  it('handles what is much in two batches at once', async () => {
    const recorder = new Recorder([5]);
    const coalescer = createCoalescer(recorder, 100);
    await coalescer.submitEach(itemsOf(100));
    expect({ sizes: recorder.sizes, most: recorder.mostUnderWay }).toEqual({ sizes: [50, 50], most: 2 });
  });

  it('lets what comes for a lane that rests go beside the batch of the other one only when it is much', async () => {
    const gate = Promise.withResolvers<undefined>();
    const recorder = new Recorder([0], gate.promise);
    const coalescer = createCoalescer(recorder, 100);
    const ofLane = (key: number, count: number) =>
      Array.from({ length: count }, (_, place): Item => ({ key, place, isBad: false }));
    const answers = [coalescer.submitEach(ofLane(0, 60))];
    await turn();
    answers.push(coalescer.submitEach(ofLane(1, 49)));
    await turn();
    expect(recorder.sizes).toEqual([60]);
    answers.push(coalescer.submitEach(ofLane(1, 1)));
    await turn();
    expect(recorder.sizes).toEqual([60, 50]);
    gate.resolve(undefined);
    await Promise.all(answers);
    await coalescer.drain();
  });

  it('is drained once everybody is told', async () => {
    const recorder = new Recorder([0]);
    const coalescer = createCoalescer(recorder, 2);
    const told: string[] = [];
    for (const key of [0, 1]) {
      const items = [{ key, place: 0, isBad: false }];
      void coalescer.submitEach(items).then(() => told.push(`told ${key}`));
    }
    await coalescer.drain();
    await Promise.resolve();
    expect(told.toSorted()).toEqual(['told 0', 'told 1']);
  });

  it('lets all in, or none', async () => {
    const recorder = new Recorder([0]);
    const coalescer = new Coalescer<Item, string>({
      run: (items) => recorder.run(items),
      maxBatch: 10,
      maxWaiting: 20,
      lanes: { count: 2, laneOf, splitAt: 4 },
    });
    const first = coalescer.submitEach(itemsOf(15));
    await expect(coalescer.submitEach(itemsOf(6))).rejects.toMatchObject({ code: 'overloaded' });
    const last = coalescer.submitEach(itemsOf(5));
    expect((await first).length + (await last).length).toBe(20);
    expect(recorder.handled).toHaveLength(20);
  });
});
