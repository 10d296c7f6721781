-- Whether two requests under one key ask for the same: by action, whatever it cost then and costs now; else by amount.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.is_same_credit_use(
  p_action text,
  p_amount bigint,
  p_reference_id text,
  p_other_action text,
  p_other_amount bigint,
  p_other_reference_id text
) returns boolean
language sql
immutable
parallel safe
as $$
  select p_action is not distinct from p_other_action
    and p_reference_id is not distinct from p_other_reference_id
    and (p_action is not null or p_amount is not distinct from p_other_amount);
$$;
