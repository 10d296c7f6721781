import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import i18next from 'i18next';
import { labelsOf } from '../../src/features/metering/trends/trend-labels.ts';

const hoursFrom = (first: string, count: number) =>
  Array.from({ length: count }, (_, hour) => new Date(Date.parse(first) + hour * 3_600_000).toISOString());

const newYork = { granularity: 'hour', steps: 24, timeZone: 'America/New_York' } as const;

describe('the labels of hours', () => {
  beforeAll(async () => {
    await i18next.init({ lng: 'en' });
    jest.useFakeTimers({ now: Date.parse('2026-11-21T18:00:00Z') });
  });
  afterAll(() => {
    jest.useRealTimers();
  });

  test('are the time alone on most days', () => {
    expect(labelsOf(hoursFrom('2026-11-21T12:00:00Z', 3), newYork)).toEqual(['07:00', '08:00', '09:00']);
  });

  test('tell the hour that comes twice from its twin by its offset', () => {
    // On 1 November 2026 at 02:00 New York's clocks go back to 01:00.
    const hours = hoursFrom('2026-11-01T04:00:00Z', 4);
    expect(labelsOf(hours, newYork)).toEqual(['00:00', '01:00 GMT-4', '01:00 GMT-5', '02:00']);
    expect(labelsOf(hours, { ...newYork, steps: 48 })).toEqual([
      'Nov 1, 00:00',
      'Nov 1, 01:00 GMT-4',
      'Nov 1, 01:00 GMT-5',
      'Nov 1, 02:00',
    ]);
  });

  test('tell apart the ends of a day that is an hour short', () => {
    const labels = labelsOf(hoursFrom('2026-03-07T18:00:00Z', 24), newYork);
    expect([labels[0], labels[23]]).toEqual(['13:00 GMT-5', '13:00 GMT-4']);
    expect(new Set(labels).size).toBe(24);
  });
});
