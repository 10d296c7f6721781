-- Part of consume_credits_many: gives the accounts whose uses are not plain to judge_credit_uses, each alone. Arrays
-- run in step with the call's; the uses are those that are new and have no id yet.
-- Called by consume_credits_many, which holds the balances' locks.
create or replace function public.judge_other_uses(
  p_account_ids uuid[],
  p_are_new boolean[],
  p_ids uuid[],
  p_costs bigint[],
  p_actions text[],
  p_reference_ids text[],
  p_keys text[],
  p_twin_accounts uuid[],
  p_now timestamptz
) returns setof public.credit_outcome
language sql
volatile
set search_path = ''
as $$
  select outcome.*
  from (
    select
      account_id,
      array_agg(ordinal::int order by ordinal) as ordinals,
      array_agg(cost order by ordinal) as costs,
      array_agg(action order by ordinal) as actions,
      array_agg(reference_id order by ordinal) as reference_ids,
      array_agg(key order by ordinal) as keys
    from unnest(p_account_ids, p_are_new, p_ids, p_costs, p_actions, p_reference_ids, p_keys)
      with ordinality as use(account_id, is_new, id, cost, action, reference_id, key, ordinal)
    where is_new and id is null
    group by account_id
  ) as other
  cross join lateral public.judge_credit_uses(
    other.account_id, other.ordinals, other.costs, other.actions, other.reference_ids, other.keys,
    other.account_id = any (p_twin_accounts), p_now
  ) as outcome;
$$;
