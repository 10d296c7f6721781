import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { aliasNames } from '../../src/time-zones/names.gen.ts';
import { timeZones } from '../../src/time-zones/names.ts';
import { useDatabaseClient } from '../harness/database/database-client.ts';

/**
 * Names that were taken before there was a list, beside older ones of places: whatever `Intl` and Postgres know both.
 */
const withoutArea = `ACT ART AST BST CET CST EAT EET EST HST IST JST MET MST NST PST WET EST5EDT CST6CDT MST7MDT
  PST8PDT Cuba Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich Hongkong Iceland Iran Israel Jamaica Japan Kwajalein
  Libya NZ NZ-CHAT Navajo PRC Poland Portugal ROC ROK Singapore Turkey UCT Universal W-SU Zulu UTC utc asia/shanghai`;
const older = aliasNames
  .trim()
  .split(/\s+/)
  .map((pair) => pair.split('=')[0]!);
const names = [...withoutArea.split(/\s+/), ...older];

const database = useDatabaseClient();
beforeEach(async () => {
  await database().client.query('truncate public.accounts cascade');
  await database().client.query(
    `insert into public.accounts (id, kind, name, time_zone)
    select gen_random_uuid(), 'external', name, name from unnest($1::text[]) as name`,
    [names],
  );
});

async function migrateAgain(): Promise<void> {
  const path = join(import.meta.dirname, '../../sql/migrations/0014_identity_canonical_time_zones.sql');
  await database().client.query('begin');
  await database().client.query(await readFile(path, 'utf8'));
  await database().client.query('commit');
}

test('every account gets a zone of the list', async () => {
  await migrateAgain();
  const { rows } = await database().client.query<{ name: string; time_zone: string }>(
    'select name, time_zone from public.accounts where time_zone <> all ($1)',
    [timeZones],
  );
  expect(rows).toEqual([]);
});

test('no hours change by that, summer and winter, but the summer of Newfoundland', async () => {
  await migrateAgain();
  const { rows } = await database().client.query<{ name: string; time_zone: string }>(
    `select distinct name, time_zone from public.accounts
    cross join unnest('{2026-01-15 12:00Z,2026-07-15 12:00Z}'::timestamptz[]) as at
    where at at time zone name <> at at time zone time_zone`,
  );
  expect(rows).toEqual([{ name: 'NST', time_zone: 'America/St_Johns' }]);
});

test('an abbreviation keeps the meaning that Postgres gave it, by which its periods were cut', async () => {
  await migrateAgain();
  const { rows } = await database().client.query<{ name: string; time_zone: string }>(
    `select name, time_zone from public.accounts where name in ('IST', 'BST', 'PST') order by name`,
  );
  expect(rows).toEqual([
    { name: 'BST', time_zone: 'Etc/GMT-1' },
    { name: 'IST', time_zone: 'Etc/GMT-2' },
    { name: 'PST', time_zone: 'Etc/GMT+8' },
  ]);
});

test('entitlements and counters follow, and nothing else of them changes', async () => {
  await database().client.query(
    `insert into public.features (code, name, kind, unit) values ('calls', '{"en": "Calls"}', 'metered', '{}')`,
  );
  const { rows: before } = await database().client.query<{ account_id: string; rest: string }>(
    `with entitled as (
      insert into public.account_entitlements (account_id, feature_code, kind, reset_period, anchor_at, time_zone, in_force_from, version)
      select id, 'calls', 'metered', 'daily', now(), name, now(), 1 from public.accounts where name = 'Asia/Calcutta'
      returning *
    ), counted as (
      insert into public.user_usage (account_id, feature_code, period_start, period_end, counts_from, reset_period, time_zone, quota, version)
      select account_id, 'calls', now(), now() + interval '1 day', now(), 'daily', time_zone, 10, 1 from entitled
      returning *
    )
    select account_id, (to_jsonb(counted) - 'time_zone')::text as rest from counted`,
  );
  await migrateAgain();
  const { rows } = await database().client.query<{ entitled: string; counted: string; rest: string }>(
    `select e.time_zone as entitled, u.time_zone as counted, (to_jsonb(u) - 'time_zone')::text as rest
    from public.account_entitlements e join public.user_usage u using (account_id)`,
  );
  expect(rows).toEqual([{ entitled: 'Asia/Kolkata', counted: 'Asia/Kolkata', rest: before[0]!.rest }]);
});
