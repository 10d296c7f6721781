-- The next instant at which time alone changes something: a hold or a lot ends, an allowance begins, or a plan gives
-- credits. Four probes.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.next_credit_due(p_account_id uuid) returns timestamptz
language sql
stable
as $$
  select least(
    (
      select min(expires_at)
      from public.credit_reservations
      where account_id = p_account_id and status = 'held'
    ),
    -- What is held of a lot does not end before its hold does.
    (select min(expires_at) from public.credit_lots where account_id = p_account_id and is_open),
    public.next_allowance_due(p_account_id, '-infinity'),
    (select min(due_at) from public.account_plan_credits where account_id = p_account_id),
    'infinity'
  );
$$;
