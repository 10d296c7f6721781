import { describe, expect, it } from '@jest/globals';
import { useDatabaseClient } from '../../harness/database/database-client.ts';

// What grows with accounts is kept so that accounts can be spread over several databases one day, each whole in one
// place: docs/operations.md. A new table or function either observes this, or is listed here with its reason.

/** Tables that stay in one database, however many there are. */
const single = {
  account_external_ids: 'finds an account before it is known where it is',
  account_members: 'tells who may see an account; sign-in asks it',
  api_keys: 'sign-in',
  audit_log: 'admins read it across all accounts; written rarely',
  closed_sign_ins: 'sign-in',
  catalog_revision: 'one row that changes of the catalog take turns by',
  health_findings: 'admins read it across all accounts; rows only where something is wrong',
  health_runs: 'one row for each look at all accounts',
  idempotency_keys: 'of requests, before their account is known',
  job_states: 'one row for each job, which runs for all accounts',
  order_numbers: 'finds the order of a provider’s message before its account is known',
  outbox: 'messages to all nodes, forgotten once sent',
  package_history: 'catalog, for admins',
  plan_history: 'catalog, for admins',
  plan_rollouts: 'one row for each rollout under way',
  provider_events: 'what providers say, before the account is known',
  provider_objects: 'finds the order of a provider’s message before its account is known',
  provider_refusals: 'one row for each provider, reason and day',
  refresh_tokens: 'sign-in',
  sessions: 'sign-in',
  usage_recorded_days: 'one row for each day, of all accounts',
  usage_sums_state: 'one row, which says how far a job has come',
  users: 'sign-in',
};

/** Written rarely and copied to every database. */
const copied = [
  'credit_price_history',
  'credit_prices',
  'features',
  'order_transitions',
  'package_prices',
  'package_versions',
  'packages',
  'plan_credits',
  'plan_features',
  'plan_prices',
  'plan_versions',
  'plans',
];

/** Functions over tables of accounts that are no PL/pgSQL which begins with the account, or with a row of its own. */
const exceptions = {
  add_to_usage_sums: 'a job: sums up all accounts, all of one instant',
  advance_plan_rollout: 'a job: finds who is next, then changes some accounts',
  await_usage_writers: 'a job: asks who writes to the table of records',
  apply_due_renewals: 'a job: finds who is due',
  attach_usage_month: 'puts a month of all accounts among the records',
  attach_event: 'begins with the event, whose account an admin tells',
  change_accounts: 'called by jobs: the kind of change comes first',
  change_locked_accounts: 'as change_accounts',
  end_due_overrides: 'a job: finds whose override is over',
  expire_credits: 'a job: finds for whom something is due',
  ensure_usage_partitions: 'makes partitions, for all accounts',
  expire_reservations: 'a job: finds reservations whose time is over',
  finish_renewal_notes: 'begins with the plan, in a publication',
  forget_credit_reservations: 'a job: deletes what is old',
  forget_reservations: 'a job: deletes what is old',
  forget_usage_keys: 'a job: deletes what is old',
  note_archived_uses: 'as usage_month_is_needed',
  note_change_failure: 'called by jobs: the kind of change comes first',
  rollout_plan_version: 'begins with the plan; few accounts at once, then a job',
  take_credit_notices: 'a job: finds what ends soon',
  take_unsent_alerts: 'the alert pump: finds what is not sent',
  take_untold_change_failures: 'a job: finds what admins were not told',
  usage_month_is_needed: 'the owner’s command: a month of all accounts leaves',
  usage_month_state: 'as usage_month_is_needed; asks for tables alone',
  uses_by_day: 'admins read it across all accounts',
  // One statement each; some live from being of one instant. In a distributed database they need another form.
  accounts_moved_since: 'a job: finds who has moved',
  alert_change: 'one insert',
  alerts_to_fire: 'reads one counter’s alerts',
  audit_credit_balances: 'the audit: ranges of accounts, all of one instant',
  audit_credit_holds: 'as audit_credit_balances',
  audit_credit_lines: 'as audit_credit_balances',
  audit_credit_lots: 'as audit_credit_balances',
  audit_credit_packages: 'as audit_credit_balances',
  audit_credit_uses: 'as audit_credit_balances',
  audit_credit_plans: 'as audit_credit_balances',
  audit_order_goods: 'as audit_credit_balances',
  audit_order_money: 'as audit_credit_balances',
  audit_order_statuses: 'as audit_credit_balances',
  audit_provider_answers: 'as audit_credit_balances',
  audit_usage_counters: 'as audit_credit_balances',
  audit_usage_holds: 'as audit_credit_balances',
  audit_usage_payments: 'as audit_credit_balances',
  audit_usage_sums: 'as audit_credit_balances',
  archived_payments: 'inlined into its callers',
  charged_archived_uses: 'inlined into its callers',
  charged_sums: 'inlined into its caller',
  charged_uses: 'inlined into its callers',
  claim_ended_pages: 'a pump: finds which pages are to be closed',
  claim_queries: 'a pump: finds which attempts are due',
  claim_refunds: 'a pump: finds which refunds are due',
  credit_hold_parts: 'reads the parts of one hold',
  credit_lots_at: 'all lots are of one instant',
  daily_allowance: 'all numbers are of one instant',
  date_alerts_by_records: 'of the demo',
  due_orders: 'a sweep: finds whose goods are due',
  due_allowances: 'all packages are of one instant',
  due_renewals: 'inlined into its callers',
  expired_orders: 'a sweep: finds which orders are over',
  explain_quota: 'all numbers are of one instant',
  held_accounts: 'what is free is locked until the statement ends',
  held_credit_accounts: 'what is free is locked until the statement ends',
  known_refund_state: 'begins with the payment; reads its refunds',
  late_sums: 'inlined into its caller',
  mark_alerts_read: 'one update',
  next_allowance_due: 'inlined into its callers',
  next_credit_due: 'inlined into its callers',
  next_plan_credits: 'all terms are of one instant',
  next_unfired_alert_used: 'reads one counter’s alerts',
  oldest_kept_usage: 'reads which months there are',
  open_refund_lot: 'one insert',
  overdue_of_accounts: 'as audit_credit_balances',
  overdue_of_orders: 'as audit_credit_balances',
  overdue_of_payments: 'as audit_credit_balances',
  overtaken_orders: 'a sweep: finds which orders a plan has overtaken',
  payment_differences: 'begins with the payment; all is of one instant',
  payments_to_compare: 'the audit: ranges of accounts',
  quota_state: 'all numbers are of one instant',
  repair_order: 'begins with the finding, which names the account',
  replayed_credit_uses: 'reads the lines of keys',
  taken_by_amount: 'reads what was taken of one account',
  write_credit_return: 'begins with the line that is returned, a row of the account',
  waiting_offer: 'inlined into its callers',
};

/** Views over tables of accounts that call functions which read tables. */
const viewsThatCall = { v_user_quota_overview: 'calls quota_state, once for each account that is asked for' };

const database = useDatabaseClient();

async function names(statement: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await database().client.query<{ name: string }>(statement, values);
  return rows.map(({ name }) => name);
}

/** Tables of accounts: all but the others. */
const ofAccounts = () =>
  names(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname <> all ($1)`,
    [[...Object.keys(single), ...copied]],
  );

/** Primary and unique keys of these tables in which the account is not. */
const keysWithoutAccount = async () =>
  names(
    `select indexrelid::regclass::text as name from pg_index
     join pg_class on pg_class.oid = indrelid
     where relnamespace = 'public'::regnamespace and relname = any ($1) and indisunique
       and not exists (
         select from pg_attribute
         where attrelid = indrelid and attnum = any (indkey::int2[])
           and attname = case relname when 'accounts' then 'id' else 'account_id' end
       )`,
    [await ofAccounts()],
  );

/** Foreign keys of these tables that lead to anything but the same account's rows and what is copied. */
const keysToOthers = async () =>
  names(
    `select conname as name from pg_constraint
     join pg_class as origin on origin.oid = conrelid
     join pg_class as target on target.oid = confrelid
     where contype = 'f' and origin.relname = any ($1) and not origin.relispartition
       and target.relname <> all ($2)
       and not (
         target.relname = any ($1)
         and exists (
           select from pg_attribute
           where attrelid = conrelid and attnum = any (conkey) and attname = 'account_id'
         )
       )`,
    [await ofAccounts(), copied],
  );

interface SqlFunction {
  name: string;
  language: string;
  first: string | null;
  body: string;
}

/** Functions that name one of these tables; comments left out of their bodies. */
async function functionsOverAccounts(): Promise<SqlFunction[]> {
  const tables = await ofAccounts();
  const { rows } = await database().client.query<SqlFunction>(
    `select proname as name, lanname as language, proargnames[1] as first,
       regexp_replace(prosrc, '--[^\\n]*', '', 'g') as body
     from pg_proc
     join pg_language on pg_language.oid = prolang
     where pronamespace = 'public'::regnamespace and lanname in ('sql', 'plpgsql') and prorettype <> 'trigger'::regtype`,
  );
  return rows.filter(({ body }) => tables.some((table) => new RegExp(`\\bpublic\\.${table}\\b`).test(body)));
}

const firsts = /^p_(?:account_ids?|counter|entitlement|record|balance|reservation)$/;
const functionsOfAnotherForm = async () =>
  (await functionsOverAccounts())
    .filter(({ language, first }) => language !== 'plpgsql' || !firsts.test(first ?? ''))
    .map(({ name }) => name);

/** Functions that call the clock, or make an id, for each row of an update. */
const volatileUpdates = async () =>
  (await functionsOverAccounts())
    .filter(({ body }) =>
      body
        .split(';')
        .some((statement) =>
          /\b(?:update public\.|do update\b)[\s\S]*\b(?:clock_timestamp|version_clock|uuid_v7|now|gen_random_uuid)\(/.test(
            statement,
          ),
        ),
    )
    .map(({ name }) => name);

const statementTriggers = async () =>
  names(
    `select tgname || ' on ' || relname as name from pg_trigger
     join pg_class on pg_class.oid = tgrelid
     where relname = any ($1) and not tgisinternal and tgtype & 1 = 0`,
    [await ofAccounts()],
  );

const callingViews = async () => {
  const readers = new Set((await functionsOverAccounts()).map(({ name }) => name));
  const { rows } = await database().client.query<{ name: string; definition: string }>(
    `select viewname as name, definition from pg_views where schemaname = 'public'`,
  );
  return rows
    .filter(({ definition }) =>
      [...definition.matchAll(/(\w+)\(/g)].some(([, called]) => readers.has(called ?? '')),
    )
    .map(({ name }) => name);
};

describe('all that is of an account', () => {
  it('has the account in each primary and unique key', async () => {
    expect(await keysWithoutAccount()).toEqual([]);
  });

  it('points only to rows of the same account, and to the catalog', async () => {
    expect(await keysToOthers()).toEqual([]);
  });

  it('is changed by PL/pgSQL that begins with the account, but for known exceptions', async () => {
    expect((await functionsOfAnotherForm()).sort()).toEqual(Object.keys(exceptions).sort());
  });

  it('is updated by times that were read before', async () => {
    expect(await volatileUpdates()).toEqual([]);
  });

  it('has triggers for each row only, and one view that calls functions', async () => {
    expect(await statementTriggers()).toEqual([]);
    expect(await callingViews()).toEqual(Object.keys(viewsThatCall));
  });

  it('lists no table or function that is gone', async () => {
    const tables = await names(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    expect([...Object.keys(single), ...copied].filter((table) => !tables.includes(table))).toEqual([]);
  });
});

describe('these rules', () => {
  it('find what breaks them', async () => {
    await database().client.query('begin');
    await database().client.query(`
      create table public.gift_lots (id uuid primary key, account_id uuid not null, user_id uuid references public.users);
      create function public.spend(p_lot_id uuid) returns void language plpgsql as $$
      begin
        update public.gift_lots set spent_at = clock_timestamp() where id = p_lot_id;
      end $$;
      create trigger whole after update on public.gift_lots
        for each statement execute function public.tg_forbid_change();
      create function public.total(p_account_id uuid) returns bigint stable language sql as
        'select count(*) from public.gift_lots where account_id = p_account_id';
      create view public.v_totals as select id, public.total(id) from public.accounts`);
    expect(await keysWithoutAccount()).toEqual(['gift_lots_pkey']);
    expect(await keysToOthers()).toEqual(['gift_lots_user_id_fkey']);
    expect(await functionsOfAnotherForm()).toEqual(expect.arrayContaining(['spend', 'total']));
    expect(await volatileUpdates()).toEqual(['spend']);
    expect(await statementTriggers()).toEqual(['whole on gift_lots']);
    expect(await callingViews()).toContain('v_totals');
    await database().client.query('rollback');
  });
});
