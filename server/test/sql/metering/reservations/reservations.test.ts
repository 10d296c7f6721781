import { describe, expect, it } from '@jest/globals';
import {
  after,
  retrying,
  settle,
  sqlstate,
  start,
  useMeteringDatabase,
} from '../../../harness/metering/metering.ts';
import { commit, release, reserve, type Wanted } from '../../../harness/metering/reservations.ts';
import { changedAt, whileTakenOver } from '../../../harness/metering/taken-over.ts';

const database = useMeteringDatabase();

const expired = after(start, { seconds: 300 });

describe('reserve_feature_usage', () => {
  it('holds the amount against the quota without using it', async () => {
    const db = database();
    const accountId = await db.account();
    const held = await reserve(db, accountId, { amount: 60 });
    expect(held).toMatchObject({
      status: 'held',
      amount: 60,
      is_replay: false,
      expires_at: new Date(expired),
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 0, reserved: 60 });
    expect(await db.use(accountId, { amount: 41 })).toMatchObject({ code: 'quota_exceeded', reserved: 60 });
    expect(await db.use(accountId, { amount: 40 })).toMatchObject({
      status: 'recorded',
      used: 40,
      reserved: 60,
    });
  });

  it('refuses, each with its code, what is unknown, not in the plan, on or off, too much or without a plan', async () => {
    const db = database();
    await db.feature('words');
    const accountId = await db.account({ calls: {}, export: { enabled: true }, hidden: { enabled: false } });
    await db.use(accountId);
    const before = await db.fingerprint();
    const refusal = (wanted: Wanted) => sqlstate(reserve(db, accountId, wanted));
    expect(await refusal({ featureCode: 'nonsense' })).toBe('MSFUN');
    expect(await refusal({ featureCode: 'words' })).toBe('MSFNP');
    expect(await refusal({ featureCode: 'export' })).toBe('MSINV');
    expect(await refusal({ featureCode: 'hidden' })).toBe('MSFNP');
    expect(await refusal({ amount: 100 })).toBe('MSQEX');
    expect(await sqlstate(reserve(db, await db.account(null)))).toBe('MSFNP');
    expect(await db.fingerprint()).toBe(before);
  });

  it('with a key reserves once, whatever became of the reservation', async () => {
    const db = database();
    const accountId = await db.account();
    const first = await reserve(db, accountId, { key: 'a' });
    expect(await reserve(db, accountId, { key: 'a' })).toMatchObject({ id: first.id, is_replay: true });
    expect(await db.counter(accountId)).toMatchObject({ reserved: 10 });
    await commit(db, accountId, first.id);
    expect(await reserve(db, accountId, { key: 'a' })).toMatchObject({
      status: 'committed',
      is_replay: true,
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 10, reserved: 0 });
  });

  it.each([{ amount: 11 }, { featureCode: 'words' }, { ttl: '6 minutes' }])(
    'refuses a key that came with other content: %o',
    async (other) => {
      const accountId = await database().account({ calls: {}, words: {} });
      await reserve(database(), accountId, { key: 'a' });
      expect(await sqlstate(reserve(database(), accountId, { key: 'a', ...other }))).toBe('MSIDM');
    },
  );

  it('of concurrent requests with one key reserves once', async () => {
    const db = database();
    const accountId = await db.account();
    const held = await Promise.all(
      Array.from({ length: 50 }, () => retrying(() => reserve(db, accountId, { key: 'a' }))),
    );
    expect(new Set(held.map(({ id }) => id)).size).toBe(1);
    expect(held.filter(({ is_replay: isReplay }) => !isReplay)).toHaveLength(1);
  });

  it('ends at exactly 100 held or used when 200 parallel calls want a quota of 100', async () => {
    const db = database();
    const accountId = await db.account();
    const works = Array.from({ length: 100 }, () => [
      retrying(() => reserve(db, accountId, { amount: 1 })),
      retrying(() => db.use(accountId)).then(({ code }) => {
        if (code !== null) throw Object.assign(new Error(code), { code: 'MSQEX' });
      }),
    ]);
    expect(await settle(works.flat())).toEqual({ succeeded: 100, failed: { MSQEX: 100 } });
    const { used, reserved } = await db.counter(accountId);
    expect(used + reserved).toBe(100);
  });

  it('is to be tried again where its counter is taken over while it waits', async () => {
    const db = database();
    const accountId = await db.account();
    const held = whileTakenOver(db, accountId, (now) => sqlstate(reserve(db, accountId, {}, now)));
    expect(await held).toBe('40001');
    expect(await reserve(db, accountId, {}, changedAt)).toMatchObject({ status: 'held' });
  });

  it('refuses what a counter could not hold exactly', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: -1 } });
    await reserve(db, accountId, { amount: Number.MAX_SAFE_INTEGER - 5 });
    expect(await sqlstate(reserve(db, accountId, { amount: 6 }))).toBe('MSINV');
    expect(await db.use(accountId, { amount: 6 })).toMatchObject({ code: 'counter_full' });
    expect(await db.use(accountId, { amount: 5 })).toMatchObject({ status: 'recorded' });
  });
});

describe('release_reservation', () => {
  it('frees what it holds, and again changes nothing', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    expect(await release(db, accountId, id)).toMatchObject({ status: 'released' });
    const before = await db.fingerprint();
    expect(await release(db, accountId, id)).toMatchObject({ status: 'released' });
    expect(await db.fingerprint()).toBe(before);
    expect(await sqlstate(commit(db, accountId, id))).toBe('MSRCL');
  });

  it('of one that has expired changes nothing but what is due', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    expect(await release(db, accountId, id, expired)).toMatchObject({ status: 'expired' });
    expect(await db.counter(accountId)).toMatchObject({ reserved: 0 });
  });
});

describe('a reservation whose time is up', () => {
  it('frees itself at the next record', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId, { amount: 100 });
    expect(await db.use(accountId, {}, after(start, { seconds: 299 }))).toMatchObject({
      code: 'quota_exceeded',
    });
    expect(await db.use(accountId, { amount: 100 }, expired)).toMatchObject({ used: 100, reserved: 0 });
    expect(await sqlstate(commit(db, accountId, id, null, expired))).toBe('MSRCL');
  });

  it('frees itself at the next reservation', async () => {
    const db = database();
    const accountId = await db.account();
    await reserve(db, accountId, { amount: 100 });
    expect(await reserve(db, accountId, { amount: 100 }, expired)).toMatchObject({ status: 'held' });
    expect(await db.counter(accountId)).toMatchObject({ reserved: 100 });
  });

  it('can not be committed any more', async () => {
    const db = database();
    const accountId = await db.account();
    const { id } = await reserve(db, accountId);
    expect(await sqlstate(commit(db, accountId, id, null, expired))).toBe('MSRCL');
    expect(await commit(db, accountId, id, null, after(start, { seconds: 299 }))).toMatchObject({
      status: 'committed',
    });
  });
});

describe('expire_reservations', () => {
  const sweep = (limit: number, at: string) =>
    database().rows<{ account_id: string; feature_code: string }>(
      'select account_id, feature_code from public.expire_reservations($1, null, null, $2) where is_freed',
      [limit, at],
    );

  it('frees what nobody touches, and names each counter that changed, once', async () => {
    const db = database();
    const accountId = await db.account({ calls: {}, words: {} });
    await reserve(db, accountId);
    await reserve(db, accountId, { amount: 5 });
    await reserve(db, accountId, { amount: 7, ttl: '1 day' });
    await reserve(db, accountId, { featureCode: 'words', ttl: '1 day' });
    const freed = await sweep(100, after(start, { seconds: 300 }));
    expect(freed.filter((one) => one.account_id === accountId)).toEqual([
      { account_id: accountId, feature_code: 'calls' },
    ]);
    expect(await db.counter(accountId)).toMatchObject({ reserved: 7 });
    expect(await db.counter(accountId, 'words')).toMatchObject({ reserved: 10 });
    expect(await sweep(100, after(start, { seconds: 300 }))).toEqual([]);
  });

  it('goes on in batches until nothing is due', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const accountIds = await Promise.all(Array.from({ length: 5 }, () => db.account(plan)));
    for (const accountId of accountIds) await reserve(db, accountId);
    const at = after(start, { days: 2 });
    const swept: string[] = [];
    for (let freed = await sweep(2, at); freed.length > 0; freed = await sweep(2, at)) {
      expect(freed.length).toBeLessThanOrEqual(2);
      swept.push(...freed.map((one) => one.account_id));
    }
    expect(swept).toEqual(expect.arrayContaining(accountIds));
  });

  it('beside records and other sweepers frees each reservation once', async () => {
    const db = database();
    const accountId = await db.account();
    await Promise.all(
      Array.from({ length: 20 }, () => retrying(() => reserve(db, accountId, { amount: 2 }))),
    );
    await Promise.all([
      ...Array.from({ length: 5 }, () => sweep(100, expired)),
      ...Array.from({ length: 20 }, () => db.use(accountId, {}, expired)),
    ]);
    // Each sweep may have met the counter in the hands of a record, and left it.
    await sweep(100, expired);
    expect(await db.counter(accountId)).toMatchObject({ used: 20, reserved: 0 });
  });
});
