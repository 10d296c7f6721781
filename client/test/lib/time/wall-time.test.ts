import { expect, test } from '@jest/globals';
import { typedInstant, typedWallTime } from '../../../src/lib/time/wall-time.ts';

test('a time that was typed is that of the zone', () => {
  expect(typedInstant(typedWallTime('2030-06-30 18:00') ?? '', 'Asia/Shanghai')).toBe(
    '2030-06-30T10:00:00.000Z',
  );
});

test('a day alone holds to its last minute', () => {
  expect(typedInstant(typedWallTime('2030-06-30') ?? '', 'Asia/Shanghai')).toBe('2030-06-30T15:59:00.000Z');
});

test.each(['2030-06', '30.06.2030 18:00', '2030-06-31 18:00', '2030-06-30 24:30', 'next year'])(
  '%s is none, and stays as it was typed',
  (text) => {
    expect(typedWallTime(text)).toBe(text);
    expect(typedInstant(text, 'UTC')).toBe(text);
  },
);

test('nothing typed is no time', () => {
  expect(typedWallTime(' ')).toBeNull();
});
