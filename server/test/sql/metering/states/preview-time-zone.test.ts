import { describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

async function preview(accountId: string, timeZone: string, at = start): Promise<Date | undefined> {
  const rows = await database().rows<{ moved_end: Date }>(
    'select moved_end from public.preview_time_zone($1, $2, $3)',
    [accountId, timeZone, at],
  );
  return rows[0]?.moved_end;
}

const daily = { calls: { resetPeriod: 'daily' } } as const;

describe('preview_time_zone', () => {
  const zones = ['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Honolulu', 'Pacific/Kiritimati', 'UTC'];

  it.each(zones)('tells when the day ends after a move to %s, and changes nothing', async (zone) => {
    const db = database();
    const accountId = await db.account(daily);
    await db.use(accountId, { amount: 60 });
    // One zone has lengthened the day already, which the next may shorten again.
    await database().moveZone(accountId, 'Pacific/Auckland');
    const before = await db.counter(accountId);
    const told = await preview(accountId, zone);
    expect(await db.counter(accountId)).toEqual(before);
    await database().moveZone(accountId, zone);
    expect(await db.counter(accountId)).toMatchObject({ period_end: told });
  });

  it.each(zones)('of a month, and of what was never used, in %s', async (zone) => {
    const db = database();
    for (const plan of [{ calls: {} }, daily] as const) {
      const accountId = await db.account(plan);
      const told = await preview(accountId, zone);
      await database().moveZone(accountId, zone);
      await db.use(accountId, {});
      expect(await db.counter(accountId)).toMatchObject({ period_end: told });
    }
  });

  it('of a day that a use ahead of our clock has opened behind the end that days had', async () => {
    const db = database();
    const accountId = await db.account(daily, { at: '2026-02-11T00:00:00.000Z' });
    const at = (minute: number) => after('2026-03-10T23:50:00Z', { seconds: minute * 60 });
    const ahead = { occurredAt: '2026-03-11T00:01:00Z' };
    await db.use(accountId, { amount: 60 }, at(0));
    await database().moveZone(accountId, 'America/Lima', at(1));
    await db.movePlan(accountId, { calls: { quota: 1000 } }, at(2));
    await db.use(accountId, ahead, at(7));
    await db.movePlan(accountId, daily, at(8));
    await db.use(accountId, ahead, at(9));
    const told = await preview(accountId, 'UTC', at(9));
    await database().moveZone(accountId, 'UTC', at(9));
    expect((await db.counters(accountId)).at(-1)).toMatchObject({ period_end: told });
  });
});
