-- Gives accounts the versions that they wait for and that are due, and enqueues what changed (apply_due_versions). One
-- to which its version can't be given keeps what it has and is noted in account_change_failures, as the job would do.
-- Locks and errors: see renew_due_accounts.
create or replace function public.renew_accounts(p_account_ids uuid[], p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
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

  -- It looks for them again: another call may have renewed an account before we had its lock.
  perform public.note_change_failure(
    'renewal', failed.account_id, failed.plan_version_id, failed.refused_as, failed.error, p_now
  )
  from public.apply_due_versions(p_account_ids, p_now) as failed;
end;
$$;
