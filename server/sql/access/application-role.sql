-- What the application's role may do; applied after the migrations and functions whenever one of them changed. The
-- role's name stands in the setting meterstone.application_role; empty where one role does both.
-- Metered tables can be read and nothing else: what changes them are functions that run with their owner's rights,
-- and of these the role may call the ones listed here. The rest is what the queries of the server need.
set local search_path = '';

do $$
declare
  v_role text := nullif(current_setting('meterstone.application_role', true), '');
  -- Called by the server; the other functions that write are parts of these.
  v_entrances constant text[] := array[
    'aim_usage_sums',
    'apply_due_renewals',
    'apply_event',
    'apply_plan_version',
    'assign_package',
    'attach_event',
    'begin_health_run',
    'change_time_zone',
    'check_user_quota',
    'claim_ended_pages',
    'claim_events',
    'claim_queries',
    'claim_query',
    'claim_refunds',
    'close_account',
    'commit_credits',
    'commit_reservation',
    'compare_payment',
    'consume_credits',
    'consume_credits_many',
    'continue_plan_rollout',
    'count_over_quota',
    'count_refusals',
    'create_order',
    'date_alerts_by_records',
    'defer_plan_rollout',
    'dismiss_event',
    'due_orders',
    'end_due_overrides',
    'end_order',
    'end_overtaken_orders',
    'end_package',
    'ensure_usage_partitions',
    'exchange_refresh_token',
    'expire_credits',
    'expire_reservations',
    'expired_orders',
    'finish_health_run',
    'forget_credit_reservations',
    'forget_event_bodies',
    'forget_reservations',
    'forget_usage_keys',
    'grant_credits',
    'held_accounts',
    'held_credit_accounts',
    'look_at_accounts',
    'mark_alerts_read',
    'next_plan_rollout',
    'note_provider_answer',
    'note_refund_answer',
    'open_payment',
    'overtaken_orders',
    'plan_refund',
    'publish_package_version',
    'publish_plan_version',
    'queue_job',
    'queued_jobs',
    'quota_states',
    'receive_event',
    'record_feature_usage',
    'record_feature_usage_many',
    'reinstate_credits',
    'release_credits',
    'release_reservation',
    'repair_health_finding',
    'replay_event',
    'request_refund',
    'reserve_credits',
    'reserve_feature_usage',
    'reset_usage',
    'return_credits',
    'revoke_credits',
    'rollout_plan_version',
    'set_credit_prices',
    'set_elastic_consent',
    'set_quota_override',
    'settle_order',
    'sum_up_usage',
    'take_credit_notices',
    'take_unsent_alerts',
    'take_untold_change_failures',
    'void_usage_record',
    'wait_for_counters',
    'wait_for_credits'
  ];
  v_rights constant jsonb := '{
    "accounts": "insert, update",
    "account_external_ids": "insert",
    "account_members": "insert",
    "api_keys": "insert, update",
    "audit_log": "insert",
    "catalog_revision": "update",
    "closed_sign_ins": "insert, delete",
    "features": "insert, update, delete",
    "idempotency_keys": "insert, update, delete",
    "outbox": "insert, update, delete",
    "package_history": "insert",
    "packages": "insert, update, delete",
    "plan_history": "insert",
    "plans": "insert, update, delete",
    "refresh_tokens": "insert, update",
    "sessions": "insert, update, delete",
    "users": "insert, update"
  }';
  v_former text;
  v_function record;
  v_table text;
  v_rights_of_table text;
begin
  -- A role that worked here before keeps nothing.
  for v_former in
    select former.role
    from meterstone_migrations.application_role as former
    join pg_roles as known on known.rolname = former.role
    where former.role is distinct from v_role
  loop
    execute format('revoke all on all tables in schema public, meterstone_migrations from %I', v_former);
    execute format('revoke execute on all functions in schema public from %I', v_former);
    execute format('revoke all on schema public, meterstone_migrations from %I', v_former);
  end loop;
  delete from meterstone_migrations.application_role where role is distinct from v_role;
  insert into meterstone_migrations.application_role (role)
  select v_role where v_role is not null
  on conflict do nothing;

  if v_role is not null then
    -- Partitions are reached through their table only.
    execute format('revoke all on all tables in schema public, meterstone_migrations from %I', v_role);
    execute format('revoke execute on all functions in schema public from %I', v_role);
    execute format('grant usage on schema public, meterstone_migrations to %I', v_role);
    execute format('grant select on meterstone_migrations.applied to %I', v_role);
    for v_table in
      select c.oid::regclass::text
      from pg_class as c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
      order by 1
    loop
      execute format('grant select on %s to %I', v_table, v_role);
    end loop;
    for v_table, v_rights_of_table in select * from jsonb_each_text(v_rights) loop
      execute format('grant %s on public.%I to %I', v_rights_of_table, v_table, v_role);
    end loop;
  end if;

  -- A volatile function that keeps a search_path is one that writes; without one, it is inlined into those.
  for v_function in
    select p.oid::regprocedure as signature, p.proname as name, p.provolatile = 'v' as is_writing
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace
      and p.proowner = (select oid from pg_roles where rolname = current_user)
      and exists (select from unnest(p.proconfig) as setting where setting like 'search\_path=%')
      and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
    order by 1
  loop
    -- Temporary types of the caller's would come before Postgres's own, unless named last.
    -- Those that only read run within the ones that write, with their rights.
    execute format('alter function %s set search_path = pg_catalog, pg_temp', v_function.signature);
    continue when not v_function.is_writing;
    execute format('alter function %s security definer', v_function.signature);
    execute format('revoke execute on function %s from public', v_function.signature);
    if v_role is not null and v_function.name = any (v_entrances) then
      execute format('grant execute on function %s to %I', v_function.signature, v_role);
    end if;
  end loop;
end;
$$;
