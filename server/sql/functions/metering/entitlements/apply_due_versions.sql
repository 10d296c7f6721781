-- Gives accounts the versions that they wait for and that are due. Whoever changes what accounts may use calls this
-- first: what a renewal brought would not be known to have held between its instant and the change
-- (docs/adr/0027-renewals-at-their-instant.md). An account to which its version can't be given keeps what it has, goes
-- on waiting, and is returned with what refused it.
-- Locks: all counters of the accounts, due or not, where one is due: the change that follows must come upon no counter
-- that it does not hold yet. Then credits. The caller holds lock_accounts for them.
-- Errors: what says that somebody else was faster, or held too much for too long, ends the statement.
-- Enqueues entitlements.changed for each that gets its version.
create or replace function public.apply_due_versions(p_account_ids uuid[], p_now timestamptz)
returns table (account_id uuid, plan_version_id uuid, refused_as text, error text)
language plpgsql
set search_path = ''
-- See give_plan_version.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
#variable_conflict use_column
declare
  v_due record;
  v_is_first boolean := true;
  v_is_more boolean := true;
  v_failed_ids uuid[] := '{}';
begin
  -- What follows on a version may be due, too.
  while v_is_more loop
    v_is_more := false;
    for v_due in
      select account_plan.account_id, account_plan.next_plan_version_id
      from public.account_plans as account_plan
      where account_plan.account_id = any (p_account_ids)
        and account_plan.next_plan_version_id is not null
        and account_plan.renews_at <= p_now
        and account_plan.account_id <> all (v_failed_ids)
      order by account_plan.account_id
    loop
      if v_is_first then
        perform from public.user_usage as usage
        where usage.account_id = any (p_account_ids) and usage.period_end + public.usage_grace() > p_now
        order by usage.account_id, usage.feature_code, usage.period_start desc
        for no key update;
        v_is_first := false;
      end if;

      begin
        perform public.give_plan_version(array[v_due.account_id], v_due.next_plan_version_id, p_now);
        delete from public.account_change_failures as failure
        where failure.account_id = v_due.account_id and failure.change = 'renewal';
        v_is_more := true;
        insert into public.outbox (topic, payload)
        values ('entitlements.changed', jsonb_build_object('accountIds', array[v_due.account_id]));
      exception
        when serialization_failure or deadlock_detected or lock_not_available or query_canceled then
          raise;
        when others then
          account_id := v_due.account_id;
          plan_version_id := v_due.next_plan_version_id;
          v_failed_ids := v_failed_ids || account_id;
          refused_as := sqlstate;
          error := sqlerrm;
          return next;
      end;
    end loop;
  end loop;
end;
$$;
