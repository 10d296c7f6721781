import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MeteringDatabase } from '../../harness/metering/metering.ts';
import { firstInstantOfDay, localDay, monthBoundary } from '../calendar.ts';

// Quality, invariant 9: no gap, no overlap, no drift.

const zones = [
  'UTC',
  'Asia/Shanghai',
  'America/New_York',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/Havana',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
];
const dayMs = 86_400_000;

let db: MeteringDatabase;

beforeAll(async () => {
  db = await MeteringDatabase.open();
});
afterAll(() => db.close());

interface Period {
  start: number;
  end: number;
}

/** The periods that these instants, in milliseconds, fall into. */
async function periodsOf(kind: string, anchor: number, zone: string, instants: number[]): Promise<Period[]> {
  const rows = await db.rows<{ period_start: Date; period_end: Date }>(
    `select period.*
     from unnest($4::bigint[]) with ordinality as instant(ms, place)
     cross join lateral public.usage_period(
       $1, to_timestamp($2::bigint / 1000.0), $3, to_timestamp(instant.ms / 1000.0)
     ) as period
     order by place`,
    [kind, anchor, zone, instants],
  );
  return rows.map((row) => ({ start: row.period_start.getTime(), end: row.period_end.getTime() }));
}

/** All periods from an instant on, each found by the end of the one before. */
async function walk(
  kind: string,
  anchor: number,
  zone: string,
  from: number,
  until: number,
): Promise<Period[]> {
  const rows = await db.rows<{ period_start: Date; period_end: Date }>(
    `with recursive walk as (
       select period.* from public.usage_period($1, to_timestamp($2::bigint / 1000.0), $3, to_timestamp($4::bigint / 1000.0)) as period
       union all
       select next_period.*
       from walk
       cross join lateral public.usage_period($1, to_timestamp($2::bigint / 1000.0), $3, walk.period_end) as next_period
       where walk.period_end < to_timestamp($5::bigint / 1000.0)
     )
     select * from walk`,
    [kind, anchor, zone, from, until],
  );
  return rows.map((row) => ({ start: row.period_start.getTime(), end: row.period_end.getTime() }));
}

function expectContiguous(periods: Period[]): void {
  periods.slice(1).forEach((period, index) => {
    expect(period.start).toBe(periods[index]?.end);
    expect(period.end).toBeGreaterThan(period.start);
  });
}

/** Instants at and around each boundary, where mistakes live. */
function around(periods: Period[]): { instant: number; period: Period }[] {
  return periods.flatMap((period) =>
    [period.start, period.start + 1, Math.floor((period.start + period.end) / 2), period.end - 1].map(
      (instant) => ({
        instant,
        period,
      }),
    ),
  );
}

const from = Date.parse('2026-01-01T00:00:00Z');
const fiveYears = Date.parse('2031-01-01T00:00:00Z');

describe.each(zones)('in %s', (zone) => {
  it('days follow each other for five years, each from the first instant of the local day', async () => {
    const days = await walk('daily', from, zone, from, fiveYears);
    expect(days.length).toBeGreaterThanOrEqual(365 * 5 + 1);
    expectContiguous(days);
    for (const { start } of days) expect(start).toBe(firstInstantOfDay(localDay(start, zone), zone));
    const near = around(days);
    const found = await periodsOf(
      'daily',
      from,
      zone,
      near.map(({ instant }) => instant),
    );
    expect(found).toEqual(near.map(({ period }) => period));
  });

  it.each([28, 29, 30, 31])(
    'months from the %d. follow each other for five years without drift',
    async (day) => {
      const anchor = Date.parse(`2026-01-${day}T17:45:30.250Z`);
      const months = await walk('monthly', anchor, zone, anchor, fiveYears);
      expect(months).toHaveLength(60);
      expectContiguous(months);
      months.forEach(({ start }, count) => expect(start).toBe(monthBoundary(anchor, zone, count)));
      const near = around(months);
      const found = await periodsOf(
        'monthly',
        anchor,
        zone,
        near.map(({ instant }) => instant),
      );
      expect(found).toEqual(near.map(({ period }) => period));
    },
  );

  it('any instant lies in exactly one period of each kind, the one that the calendar says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: Date.parse('2024-01-01Z'), max: Date.parse('2028-12-31Z') }),
        fc.array(fc.integer({ min: -400 * dayMs, max: 5 * 366 * dayMs }), { minLength: 20, maxLength: 60 }),
        async (anchor, offsets) => {
          const instants = offsets.map((offset) => anchor + offset);
          const days = await periodsOf('daily', anchor, zone, instants);
          const months = await periodsOf('monthly', anchor, zone, instants);
          instants.forEach((instant, index) => {
            const [day, month] = [days[index], months[index]];
            const today = localDay(instant, zone);
            expect(day?.start).toBe(firstInstantOfDay(today, zone));
            for (const period of [day, month]) {
              expect(period?.start).toBeLessThanOrEqual(instant);
              expect(period?.end).toBeGreaterThan(instant);
            }
            const count = countMonths(anchor, zone, month?.start ?? 0);
            expect([month?.start, month?.end]).toEqual([
              monthBoundary(anchor, zone, count),
              monthBoundary(anchor, zone, count + 1),
            ]);
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** How many months on the zone's calendar lie between the month of the anchor and that of an instant. */
function countMonths(anchor: number, zone: string, instant: number): number {
  const months = (at: number) => {
    const { year, month } = localDay(at, zone);
    return year * 12 + month;
  };
  return months(instant) - months(anchor);
}

describe('days that are unlike others', () => {
  const periodAt = async (kind: string, zone: string, instant: string, anchor = instant) => {
    const [period] = await periodsOf(kind, Date.parse(anchor), zone, [Date.parse(instant)]);
    return period && [new Date(period.start).toISOString(), new Date(period.end).toISOString()];
  };

  it.each([
    [
      '23 hours in spring',
      'America/New_York',
      '2026-03-08T12:00:00Z',
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ],
    [
      '25 hours in autumn',
      'America/New_York',
      '2026-11-01T12:00:00Z',
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
    ],
    ['no midnight', 'America/Havana', '2026-03-08T12:00:00Z', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
    ['midnight twice', 'America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z', '2026-11-02T05:00Z'],
    [
      'the day before one that never was',
      'Pacific/Apia',
      '2011-12-30T09:59:59Z',
      '2011-12-29T10:00Z',
      '2011-12-30T10:00Z',
    ],
    [
      'the day after one that never was',
      'Pacific/Apia',
      '2011-12-30T10:00:00Z',
      '2011-12-30T10:00Z',
      '2011-12-31T10:00Z',
    ],
    ['a leap day', 'Asia/Kathmandu', '2028-02-29T12:00:00Z', '2028-02-28T18:15Z', '2028-02-29T18:15Z'],
  ])('%s', async (_, zone, instant, start, end) => {
    expect(await periodAt('daily', zone, instant)).toEqual([
      new Date(start).toISOString(),
      new Date(end).toISOString(),
    ]);
  });

  it('a month from 31 January ends in February and begins anew on 31 March', async () => {
    const anchor = '2026-01-31T10:00:00.000Z';
    expect(await periodAt('monthly', 'UTC', '2026-02-10T00:00:00Z', anchor)).toEqual([
      anchor,
      '2026-02-28T10:00:00.000Z',
    ]);
    expect(await periodAt('monthly', 'UTC', '2026-03-10T00:00:00Z', anchor)).toEqual([
      '2026-02-28T10:00:00.000Z',
      '2026-03-31T10:00:00.000Z',
    ]);
    expect(await periodAt('monthly', 'UTC', '2028-02-29T10:00:00Z', anchor)).toEqual([
      '2028-02-29T10:00:00.000Z',
      '2028-03-31T10:00:00.000Z',
    ]);
  });

  it('what never resets is one period from the anchor on', async () => {
    const [period] = await periodsOf('never', from, 'UTC', [fiveYears]);
    expect(period?.start).toBe(from);
    expect(period?.end).toBeGreaterThan(Date.parse('9999-12-31T00:00:00Z'));
  });
});

describe('every zone there is', () => {
  it('has days without gap or overlap at each of its changes of the clock', async () => {
    const zones = Intl.supportedValuesOf('timeZone');
    // Some at a time: a statement may take fifteen seconds, on slow machines, too.
    for (let first = 0; first < zones.length; first += 50) {
      const rows = await db.rows<{ zone: string; at: Date }>(
        `with hour as (
         select zone, at, at at time zone zone - at at time zone 'UTC' as difference
         from unnest($1::text[]) as zone
         cross join generate_series(timestamptz '2026-01-01Z', timestamptz '2026-12-31Z', interval '1 hour') as at
       ), change as (
         select zone, at, difference <> lag(difference) over (partition by zone order by at) as is_change from hour
       ), probe as (
         select zone, at + minutes * interval '1 minute' as at
         from change cross join generate_series(-180, 180, 15) as minutes
         where is_change
       )
       select zone, at
       from probe
       cross join lateral public.usage_period('daily', at, zone, at) as day
       cross join lateral public.usage_period('daily', at, zone, day.period_end) as next_day
       where not (day.period_start <= at and at < day.period_end and next_day.period_start = day.period_end)`,
        [zones.slice(first, first + 50)],
      );
      expect(rows).toEqual([]);
    }
  });
});
