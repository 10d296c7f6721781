-- Lets the terms of a package that come after one which has just been ended follow without a gap, each with its
-- credits, and the package end with the last of them. The caller holds the balance's lock, and refreshes what is due.
create or replace function public.move_up_terms(
  p_balance public.credit_balances,
  p_ended public.user_package_terms,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_end timestamptz := greatest(p_ended.starts_at, p_now);
  v_term record;
begin
  for v_term in
    select term.id, term.source, term.source_id, term.quantity * version.validity_days as days
    from public.user_package_terms as term
    join public.package_versions as version on version.id = term.package_version_id
    where term.account_id = p_balance.account_id
      and term.user_package_id = p_ended.user_package_id
      and term.ended_at is null
      and term.starts_at > p_ended.starts_at
    order by term.starts_at
  loop
    update public.user_package_terms
    set starts_at = v_end, ends_at = public.package_term_end(v_end, v_term.days, p_balance.time_zone)
    where account_id = p_balance.account_id and id = v_term.id
    returning ends_at into v_end;
    update public.credit_lots
    set expires_at = v_end
    where account_id = p_balance.account_id
      and source = v_term.source
      and source_id = v_term.source_id
      and period_start = '-infinity';
  end loop;

  update public.user_packages
  set ends_at = v_end
  where account_id = p_balance.account_id and id = p_ended.user_package_id;
end;
$$;
