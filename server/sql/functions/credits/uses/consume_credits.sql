-- Spends credits of one account, once or several times: `p_uses` is an array of
-- {"amount" or "action", "referenceId"?, "key"?}. The same as consume_credits_many, with the account first, and with
-- more patience: no other account's uses wait meanwhile.
-- Errors: 55P03 when somebody holds the balance for over a second.
create or replace function public.consume_credits(
  p_account_id uuid,
  p_uses jsonb,
  p_now timestamptz default clock_timestamp()
) returns setof public.credit_outcome
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
begin
  perform from public.credit_balances where account_id = p_account_id for no key update;

  return query
  select outcome.*
  from (
    select
      array_agg(p_account_id order by ordinal) as account_ids,
      array_agg((use ->> 'amount')::bigint order by ordinal) as amounts,
      array_agg(use ->> 'action' order by ordinal) as actions,
      array_agg(use ->> 'referenceId' order by ordinal) as reference_ids,
      array_agg(use ->> 'key' order by ordinal) as keys
    from jsonb_array_elements(p_uses) with ordinality as list(use, ordinal)
    having count(*) > 0
  ) as uses
  cross join lateral public.consume_credits_many(
    uses.account_ids, uses.amounts, uses.actions, uses.reference_ids, uses.keys, p_now
  ) as outcome;
end;
$$;
