-- Gives accounts the version that they wait for and that is due, and announces it. One to which it can't be given keeps
-- what it has and is noted in account_change_failures, as the job would do.
-- Locks and errors: see renew_due_accounts.
create or replace function public.renew_accounts(
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_account_id uuid;
begin
  begin
    perform from public.accounts where id = any (p_account_ids) order by id for no key update nowait;
    perform from public.account_entitlements
    where account_id = any (p_account_ids)
    order by account_id, feature_code
    for update nowait;
  exception
    when lock_not_available then
      raise exception 'an account whose renewal is due is being changed' using errcode = 'serialization_failure';
  end;

  foreach v_account_id in array p_account_ids loop
    -- Somebody may have renewed it before we had its lock.
    continue when not exists (
      select
      from public.account_plans
      where account_id = v_account_id and next_plan_version_id = p_plan_version_id and renews_at <= p_now
    );
    begin
      perform public.apply_plan_version(array[v_account_id], p_plan_version_id, p_now);
      delete from public.account_change_failures where account_id = v_account_id and change = 'renewal';
      insert into public.outbox (topic, payload)
      values ('entitlements.changed', jsonb_build_object('accountIds', array[v_account_id]));
    exception
      when serialization_failure or deadlock_detected or lock_not_available or query_canceled then
        raise;
      when others then
        perform public.note_change_failure('renewal', v_account_id, p_plan_version_id, sqlstate, sqlerrm, p_now);
    end;
  end loop;
end;
$$;
