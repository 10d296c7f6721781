import { expect, it } from '@jest/globals';
import { createChunkSize } from '../../src/metering/rollouts/chunk-size.ts';

/** The sizes after chunks that each took so many milliseconds, and found their full number. */
function sizesAfter(...tookMs: number[]): number[] {
  const size = createChunkSize();
  return tookMs.map((ms) => {
    size.took(ms, size.accounts);
    return size.accounts;
  });
}

it('takes as many accounts as fit into the time of a chunk, growing step by step', () => {
  expect(sizesAfter(10, 10, 40, 80)).toEqual([40, 80, 80, 40]);
});

it('goes on with chunks of some size where the machine is so busy that none is quick', () => {
  expect(sizesAfter(150, 150, 150)).toEqual([16, 16, 16]);
});

it('takes ever fewer where accounts themselves take long, or are too many for one statement', () => {
  expect(sizesAfter(4_000, 200, 50, 100, 200)).toEqual([1, 1, 2, 4, 1]);
  const size = createChunkSize();
  for (let chunk = 0; chunk < 6; chunk += 1) size.failed();
  expect(size.accounts).toBe(1);
});
