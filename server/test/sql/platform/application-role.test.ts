import { randomBytes } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { asApplication, testRole } from '../../harness/database/database.ts';
import { sqlstate, useMeteringDatabase } from '../../harness/metering/metering.ts';

let client: pg.Client;
// Before the database goes.
afterAll(() => client.end());
const database = useMeteringDatabase();
let accountId: string;

const metered = [
  'account_change_failures',
  'account_entitlement_history',
  'account_entitlements',
  'account_plans',
  'plan_rollouts',
  'quota_alerts',
  'usage_idempotency_keys',
  'usage_records',
  'usage_reservations',
  'usage_voids',
  'user_usage',
];
const denied = '42501';

/** Listed ahead of the queries that will call them: `consume_credits` is for whoever works in SQL. */
const awaited = ['end_package', 'reinstate_credits'];

beforeAll(async () => {
  client = new pg.Client({ connectionString: asApplication(database().connectionString) });
  await client.connect();
  accountId = await database().account({ calls: { quota: 100 } });
  await database().use(accountId, { amount: 90, key: 'kept' });
});

describe('the role that the server works with', () => {
  it.each(metered)('reads %s and changes nothing in it', async (table) => {
    await client.query(`select * from public.${table} limit 1`);
    const { rows } = await database().pool.query<{ name: string }>(
      `select attname as name from pg_catalog.pg_attribute
       where attrelid = $1::regclass and attnum = 1`,
      [`public.${table}`],
    );
    const column = rows[0]?.name ?? '';
    for (const statement of [
      `update public.${table} set ${column} = ${column}`,
      `delete from public.${table}`,
      `insert into public.${table} select * from public.${table}`,
      `truncate public.${table}`,
      `alter table public.${table} disable trigger all`,
      `drop table public.${table}`,
      `do 'begin lock table public.${table} in access exclusive mode; end'`,
    ]) {
      expect({ statement, refusedWith: await sqlstate(client.query(statement)) }).toEqual({
        statement,
        refusedWith: denied,
      });
    }
  });

  it.each([
    'create function public.mine() returns int language sql as $$ select 1 $$',
    'create table public.mine (id int)',
    'create schema mine',
    'alter function public.record_feature_usage(uuid, jsonb, timestamptz) owner to current_user',
    'set role postgres',
    "set session_replication_role = 'replica'",
    'update public.quota_alerts set sent_at = null',
    'update public.plan_features set quota = -1',
    'update public.audit_log set reason = null',
    'delete from public.plan_history',
    'delete from public.accounts',
    'delete from meterstone_migrations.applied',
    'select * from graphile_worker.jobs',
    'select public.sync_counters(null, null)',
  ])('is refused: %s', async (statement) => {
    expect(['42501', '42883', '3F000', '42P01']).toContain(await sqlstate(client.query(statement)));
  });

  it('writes no record past the functions that judge it, by partition neither', async () => {
    const { rows } = await database().pool.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_catalog.pg_inherits
       where inhparent = 'public.usage_records'::regclass`,
    );
    expect(rows.length).toBeGreaterThan(12);
    for (const { name } of rows) {
      expect(await sqlstate(client.query(`delete from ${name}`))).toBe(denied);
    }
  });

  it('records uses, up to the quota', async () => {
    const record = async (amount: number) =>
      (
        await client.query<{ status: string }>(
          `select status from public.record_feature_usage($1, $2, '2026-03-10T12:00:00Z')`,
          [accountId, JSON.stringify([{ featureCode: 'calls', amount }])],
        )
      ).rows.map(({ status }) => status);
    expect(await record(5)).toEqual(['recorded']);
    expect(await record(6)).toEqual(['rejected']);
  });

  it('can not slip types of its own under those of functions that only read, either', async () => {
    // What it does runs with the rights of whoever comes upon the type.
    await client.query(`
      create function pg_temp.trap(day pg_catalog.date) returns boolean language plpgsql as $$
      begin
        if current_user <> session_user then raise exception 'sprung'; end if;
        return true;
      end $$;
      create domain pg_temp.date as pg_catalog.date check (pg_temp.trap(value))`);
    const another = await database().account({ calls: { resetPeriod: 'daily' } });
    const { rows } = await client.query(
      `select (state).quota::int from public.quota_states(array[$1]::uuid[], '{calls}', '2026-03-10T12:00:00Z')`,
      [another],
    );
    expect(rows).toEqual([{ quota: 100 }]);
    await client.query('drop domain pg_temp.date; drop function pg_temp.trap(pg_catalog.date)');
  });

  it('can not slip types of its own under those of the functions', async () => {
    await client.query('create temp table jsonb (trap int); create temp table uuid (trap int)');
    const { rows } = await client.query<{ status: string }>(
      `select status from public.record_feature_usage($1, $2, '2026-03-10T12:00:00Z')`,
      [accountId, JSON.stringify([{ featureCode: 'calls', amount: 1, key: 'beside a trap' }])],
    );
    expect(rows).toEqual([{ status: 'recorded' }]);
    await client.query('drop table pg_temp.jsonb, pg_temp.uuid');
  });
});

describe('functions that write', () => {
  const writing = () =>
    database().rows<{ name: string; is_sound: boolean }>(
      `select p.proname as name,
         p.prosecdef and pg_get_userbyid(p.proowner) = current_user
           and 'search_path=pg_catalog, pg_temp' = any (p.proconfig)
           and not exists (
             select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0
           ) as is_sound
       from pg_catalog.pg_proc as p
       where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
         and pg_get_functiondef(p.oid) ~* '\\m(insert into|update|delete from|truncate|for (no key )?(update|share)|alter table)\\M\\s'
         and p.prorettype <> 'trigger'::regtype
       order by 1`,
    );

  it('run with the rights of their owner, with a path that nobody can bend, and not for everybody', async () => {
    const functions = await writing();
    expect(functions.length).toBeGreaterThan(25);
    expect(functions.filter(({ is_sound: isSound }) => !isSound)).toEqual([]);
  });
});

describe('the functions that the role may call', () => {
  it('are those that the server’s queries name, besides what changes nothing', async () => {
    const sources = join(import.meta.dirname, '../../../src');
    const named = new Set<string>();
    // What the owner's commands call is not for the server.
    for await (const name of glob('**/*.ts', { cwd: sources, exclude: ['metering/archive'] })) {
      const text = await readFile(join(sources, name), 'utf8');
      for (const [, called] of text.matchAll(/\bpublic\.(\w+)\(/g)) if (called) named.add(called);
    }
    const functions = await database().rows<{ name: string; is_definer: boolean; may_call: boolean }>(
      `select proname as name, prosecdef as is_definer, has_function_privilege($1, oid, 'execute') as may_call
       from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace order by 1`,
      [testRole.name],
    );
    const mayCall = functions.filter(({ may_call: may }) => may).map(({ name }) => name);
    const existing = new Set(functions.map(({ name }) => name));
    expect([...named].filter((name) => existing.has(name) && !mayCall.includes(name))).toEqual([]);
    const writers = functions.filter(({ is_definer: is, may_call: may }) => is && may);
    expect(writers.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(awaited);
  });
});

describe('migrating', () => {
  it('gives the same rights again, also to another role, and none to who would not be bound by them', async () => {
    const name = `meterstone_other_${randomBytes(4).toString('hex')}`;
    const group = `${name}_group`;
    const url = new URL(database().connectionString);
    url.username = name;
    url.password = name;
    await database().rows(`create role ${name} login password '${name}'`);
    const again = () => migrate({ connectionString: database().connectionString, applicationUrl: url.href });
    try {
      await again();
      await again();
      const other = new pg.Client({ connectionString: url.href });
      await other.connect();
      expect(await sqlstate(other.query('update public.user_usage set used = 0'))).toBe(denied);
      await other.query('select public.ensure_usage_partitions(now(), now())');
      // As after a restore without privileges.
      await database().rows(`drop owned by ${name}`);
      expect(await sqlstate(other.query('select from public.user_usage'))).toBe(denied);
      await again();
      await other.query('select from public.user_usage');
      await other.end();
      for (const [give, take, fault] of [
        [`alter role ${name} createrole`, `alter role ${name} nocreaterole`, 'may make roles'],
        [
          `grant pg_write_all_data to ${name}`,
          `revoke pg_write_all_data from ${name}`,
          'it belongs to pg_write_all_data',
        ],
        [
          `grant pg_execute_server_program to ${name}`,
          `revoke pg_execute_server_program from ${name}`,
          'it belongs to pg_execute_server_program',
        ],
        // What it belongs to lends it rights by `set role`, also where it inherits none.
        [
          `alter role ${name} noinherit; create role ${group} superuser; grant ${group} to ${name}`,
          `drop role ${group}; alter role ${name} inherit`,
          `it belongs to ${group}, which may make roles, or is a superuser`,
        ],
        [
          `alter role ${name} noinherit; create role ${group}; grant ${group} to ${name};
           grant update on public.user_usage to ${group}`,
          `revoke update on public.user_usage from ${group}; drop role ${group}; alter role ${name} inherit`,
          'it may update in user_usage',
        ],
        [
          `create role ${group}; grant ${group} to ${name}; grant execute on all functions in schema public to ${group}`,
          `drop owned by ${group}; drop role ${group}`,
          'it may call',
        ],
        [
          'grant update (used) on public.user_usage to public',
          'revoke update (used) on public.user_usage from public',
          'it may update in user_usage',
        ],
        [
          `grant create on schema public to ${name}`,
          `revoke create on schema public from ${name}`,
          'it may make objects in the schema public',
        ],
        [
          `alter table public.user_usage owner to ${name}`,
          `alter table public.user_usage owner to current_user`,
          'it owns, or belongs to the owner of, user_usage',
        ],
      ] as const) {
        await database().rows(give);
        await expect(again()).rejects.toThrow(fault);
        await database().rows(take);
        await again();
      }
      // Once another role works here, this one may do nothing.
      await migrate({
        connectionString: database().connectionString,
        applicationUrl: asApplication(database().connectionString),
      });
      const former = new pg.Client({ connectionString: url.href });
      await former.connect();
      expect(await sqlstate(former.query('select from public.user_usage'))).toBe(denied);
      expect(await sqlstate(former.query('select public.ensure_usage_partitions(now(), now())'))).toBe(
        denied,
      );
      await former.end();
    } finally {
      await database().rows(`drop owned by ${name}; drop role if exists ${group}; drop role ${name}`);
    }
  });
});
