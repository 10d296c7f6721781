-- Lets renewals that are due take effect for these accounts, at their instant, whether or not the job has come to them:
-- each function that judges calls this first. Returns until when what is read now may be believed as far as renewals
-- go: until the next renewal of any account at all, since one look costs the same for any number of accounts.
--
-- At most 20 accounts a statement, for which others wait: with more, the caller is to try some apart. For a look that
-- decides nothing (`p_is_advisory`) the rest stands as before, and is not believed.
-- Locks: all of the accounts in the order of their ids, without waiting, as others wait for this statement; then as
-- apply_plan_version, account by account. The caller must not hold counters.
-- Errors: 40001 when another transaction is changing one of the accounts (try again), 55P03 for too many at once.
create or replace function public.renew_due_accounts(
  p_account_ids uuid[],
  p_now timestamptz,
  p_is_advisory boolean default false
) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_most constant int := 20;
  v_next timestamptz;
  v_due_ids uuid[];
  v_is_left boolean := false;
begin
  select renews_at
  into v_next
  from public.account_plans
  where next_plan_version_id is not null
  order by renews_at
  limit 1;

  if v_next <= p_now then
    v_due_ids := array(select account_id from public.due_renewals(p_account_ids, p_now) limit v_most + 1);
    if cardinality(v_due_ids) > v_most then
      if not p_is_advisory then
        raise exception 'more accounts are to be renewed than others can wait for' using
          errcode = 'lock_not_available';
      end if;
      v_is_left := true;
      v_due_ids := v_due_ids[:v_most];
    end if;
    perform public.renew_accounts(v_due_ids, p_now);

    select renews_at
    into v_next
    from public.account_plans
    where next_plan_version_id is not null and renews_at > p_now
    order by renews_at
    limit 1;
  end if;

  return case
    when v_is_left then p_now
    -- While accounts are still being noted down for a renewal, theirs may be near.
    when exists (select from public.plan_rollouts where rollout = 'renewal')
    then least(v_next, p_now + interval '1 second')
    else coalesce(v_next, 'infinity')
  end;
end;
$$;
