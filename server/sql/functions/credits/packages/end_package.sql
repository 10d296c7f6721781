-- Takes a term of a package back: its credits are revoked (what was spent of them is owed), it ends now, or never
-- begins, and the terms after it move up. Of a term that is over only the credits are revoked. Ending a term again
-- changes nothing.
-- An allowance is given by the day, not bought: the running day's lasts on while the package does, else it ends with
-- it; given anew on that day, the package gives what is left of it (see due_allowances).
-- Errors: MSAUN; MSNOF.
-- Locks: the balance.
create or replace function public.end_package(
  p_account_id uuid,
  p_term_id uuid,
  p_reason text default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp(),
  out revoked bigint,
  out owed bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance constant public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_term public.user_package_terms;
begin
  select * into v_term from public.user_package_terms where account_id = p_account_id and id = p_term_id;
  if not found then
    raise exception 'There is no such term' using errcode = 'MSNOF';
  end if;
  revoked := 0;
  owed := 0;
  if v_term.ended_at is not null then
    return;
  end if;

  select taken.revoked, taken.owed into revoked, owed
  from public.credit_lots as lot
  cross join lateral public.revoke_credits(
    p_account_id, lot.id, p_reason => p_reason, p_actor => p_actor, p_now => p_now
  ) as taken
  where lot.account_id = p_account_id
    and lot.source = v_term.source
    and lot.source_id = v_term.source_id
    and lot.period_start = '-infinity';
  revoked := coalesce(revoked, 0);
  owed := coalesce(owed, 0);

  update public.user_package_terms set ended_at = p_now where account_id = p_account_id and id = p_term_id;
  if v_term.ends_at > p_now then
    perform public.move_up_terms(v_balance, v_term, p_now);
    perform public.fit_allowance_lot(p_account_id, v_term.user_package_id, p_now);
    perform public.expire_credit_lots(p_account_id, p_now);
    perform public.grant_due_allowances(p_account_id, p_now);
    perform public.refresh_credit_due(p_account_id);
  end if;
end;
$$;
