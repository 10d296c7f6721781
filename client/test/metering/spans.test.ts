import { describe, expect, test } from '@jest/globals';
import { currentSpan, previousSpan } from '../../src/features/metering/trends/spans.ts';

const now = Date.parse('2026-11-21T12:30:00Z');

describe('the last days', () => {
  const wanted = { granularity: 'day', steps: 7, now, timeZone: 'Asia/Shanghai' } as const;

  test('end with the one under way', () => {
    expect(currentSpan(wanted)).toEqual({ from: '2026-11-14T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' });
  });

  test('are compared with as many before, up to the same time of day', () => {
    expect(previousSpan(wanted)).toEqual({
      from: '2026-11-07T16:00:00.000Z',
      to: '2026-11-14T12:30:00.000Z',
    });
  });
});

test('hours begin where the zone begins them', () => {
  const wanted = { granularity: 'hour', steps: 24, now, timeZone: 'Asia/Kolkata' } as const;
  expect(currentSpan(wanted)).toEqual({ from: '2026-11-20T13:30:00.000Z', to: '2026-11-21T13:30:00.000Z' });
  expect(previousSpan(wanted)).toEqual({ from: '2026-11-19T13:30:00.000Z', to: '2026-11-20T12:30:00.000Z' });
});

test('months are those of the calendar', () => {
  const wanted = { granularity: 'month', steps: 6, now, timeZone: 'Europe/Berlin' } as const;
  expect(currentSpan(wanted)).toEqual({ from: '2026-05-31T22:00:00.000Z', to: '2026-11-30T23:00:00.000Z' });
  // 20 days, 13 hours and 30 minutes into May, as now into November.
  expect(previousSpan(wanted)).toEqual({ from: '2025-11-30T23:00:00.000Z', to: '2026-05-21T11:30:00.000Z' });
});

test('a longer month is never compared with more than a shorter one has', () => {
  const wanted = {
    granularity: 'month',
    steps: 1,
    now: Date.parse('2026-03-30T12:00:00Z'),
    timeZone: 'UTC',
  } as const;
  expect(previousSpan(wanted)).toEqual({ from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' });
});
