-- Gives an account a package, once for each source and source id: whoever asks again gets the first term, and
-- `is_replay`. Its credits come at once, as one lot that ends with the term; a quantity gives so many times the
-- credits and the days. While the package runs, the term begins where its last one ends; else at once, with an
-- allowance of its own.
-- Errors: MSAUN; MSNOF no such version; MSINV quantity, credits past 2^53 - 1, an end more than 100 years off; MSIDM
-- the source gave something else before; MSCLO.
-- Locks: the balance.
create or replace function public.assign_package(
  p_account_id uuid,
  p_package_version_id uuid,
  p_source text,
  p_source_id text,
  p_quantity int default 1,
  p_reason text default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp(),
  out term_id uuid,
  out user_package_id uuid,
  out starts_at timestamptz,
  out ends_at timestamptz,
  out is_replay boolean,
  out available bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_version public.package_versions;
  v_term public.user_package_terms;
begin
  select * into v_term
  from public.user_package_terms as term
  where term.account_id = p_account_id and term.source = p_source and term.source_id = p_source_id;
  is_replay := found;
  if is_replay then
    if (v_term.package_version_id, v_term.quantity) is distinct from (p_package_version_id, p_quantity) then
      raise exception 'This source has given another package' using errcode = 'MSIDM';
    end if;
  else
    perform public.require_open_accounts(array[p_account_id]);
    select * into v_version from public.package_versions where id = p_package_version_id;
    if not found then
      raise exception 'There is no such version of a package' using errcode = 'MSNOF';
    end if;
    v_term := public.add_package_term(
      v_balance, v_version, p_source, p_source_id, p_quantity, p_reason, p_actor, p_now
    );
    if v_version.credits > 0 then
      perform public.require_credit_room(v_balance, p_quantity * v_version.credits);
      perform public.open_credit_lot(
        v_balance, p_quantity * v_version.credits, p_source, p_source_id, null, v_version.priority, v_term.ends_at,
        p_reason, p_actor, p_now
      );
    end if;
    perform public.grant_due_allowances(p_account_id, p_now);
    v_balance := public.refresh_credit_due(p_account_id);
  end if;

  term_id := v_term.id;
  user_package_id := v_term.user_package_id;
  starts_at := v_term.starts_at;
  ends_at := v_term.ends_at;
  available := v_balance.balance - v_balance.held;
end;
$$;
