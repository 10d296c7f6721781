import { expect, test } from '@jest/globals';
import { importKeyOf } from '../../src/features/credits/imports/import-key.ts';

test('a file has the same key whenever it is asked for, and another one has another', () => {
  // The vectors of FNV-1a with 128 bits.
  expect(importKeyOf('')).toBe('file-6c62272e07bb014262b821756295c58d');
  expect(importKeyOf('foobar')).toBe('file-343e1662793c64bf6f0d3597ba446f18');
  const row = 'ext:customer-42,500,Welcome,';
  expect(importKeyOf(`${row}\r\n${row}`)).not.toBe(importKeyOf(`${row}\n${row}`));
  expect(importKeyOf('积分')).not.toBe(importKeyOf('分积'));
});
