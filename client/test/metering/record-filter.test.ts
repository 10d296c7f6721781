import { describe, expect, test } from '@jest/globals';
import { addressPeriod, readRecordFilter } from '../../src/features/metering/records/record-filter.ts';

const read = (query: string, timeZone = 'Asia/Shanghai') =>
  readRecordFilter(new URLSearchParams(query), timeZone);

describe('an address', () => {
  test('names days of the account, the last one included', () => {
    const { filter, firstDay, lastDay, isWithinDays } = read('from=2026-11-20&to=2026-11-21');
    expect(filter).toMatchObject({ from: '2026-11-19T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' });
    expect([firstDay, lastDay, isWithinDays]).toEqual(['2026-11-20', '2026-11-21', false]);
  });

  test('counts a day of 25 hours as one', () => {
    const { filter } = read('from=2026-11-01&to=2026-11-01', 'America/New_York');
    expect(filter).toMatchObject({ from: '2026-11-01T04:00:00.000Z', to: '2026-11-02T05:00:00.000Z' });
  });

  test('may name exact instants', () => {
    const { filter, lastDay, isWithinDays } = read('from=2026-11-01&to=2026-11-21T09:30:00.000Z');
    expect(filter.to).toBe('2026-11-21T09:30:00.000Z');
    expect([lastDay, isWithinDays]).toEqual(['2026-11-21', true]);
  });

  test('names feature, kind and lateness', () => {
    expect(read('feature=articles&kind=void&late=false').filter).toEqual({
      featureCode: 'articles',
      kind: 'void',
      late: false,
      from: undefined,
      to: undefined,
    });
  });

  test('loses what makes no sense', () => {
    const { filter } = read('from=2026-02-30&to=soon&kind=all&late=maybe');
    expect(Object.values(filter)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('a period', () => {
  test('is addressed by its days where it begins and ends with them', () => {
    const period = { start: '2026-11-04T16:00:00.000Z', end: '2026-12-04T16:00:00.000Z' };
    expect(addressPeriod(period, 'Asia/Shanghai')).toEqual({ from: '2026-11-05', to: '2026-12-04' });
  });

  test('is addressed exactly where it does not, and reads back the same', () => {
    const period = { start: '2026-11-21T09:30:00.000Z', end: '2026-12-21T09:30:00.000Z' };
    const addressed = addressPeriod(period, 'Asia/Shanghai');
    expect(readRecordFilter(new URLSearchParams(addressed), 'Asia/Shanghai').filter).toMatchObject({
      from: period.start,
      to: period.end,
    });
  });

  test('without an end has a beginning only', () => {
    const period = { start: '2026-11-04T16:00:00.000Z', end: null };
    expect(addressPeriod(period, 'Asia/Shanghai')).toEqual({ from: '2026-11-05' });
  });
});
