-- Gives accounts the versions that they wait for and that are due, and announces it. One to which its version can't be
-- given keeps what it has and is noted in account_change_failures, as the job would do.
-- Locks and errors: see renew_due_accounts.
create or replace function public.renew_accounts(p_account_ids uuid[], p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_due record;
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

  -- Looked for again: another call may have renewed an account before we had its lock.
  for v_due in
    select account_id, next_plan_version_id as version_id
    from public.account_plans
    where account_id = any (p_account_ids) and next_plan_version_id is not null and renews_at <= p_now
    order by account_id
  loop
    begin
      perform public.give_plan_version(array[v_due.account_id], v_due.version_id, p_now);
      delete from public.account_change_failures where account_id = v_due.account_id and change = 'renewal';
      insert into public.outbox (topic, payload)
      values ('entitlements.changed', jsonb_build_object('accountIds', array[v_due.account_id]));
    exception
      when serialization_failure or deadlock_detected or lock_not_available or query_canceled then
        raise;
      when others then
        perform public.note_change_failure('renewal', v_due.account_id, v_due.version_id, sqlstate, sqlerrm, p_now);
    end;
  end loop;
end;
$$;
