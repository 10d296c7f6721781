-- Why an amount does not fit on top of what counts against a quota already, used or reserved: quota_exceeded,
-- counter_full past counter_limit, or null when it fits. What credits have paid beyond the quota adds to it.
-- Uses, reservations, commits and checks are all judged by this.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.refusal_of(
  p_quota bigint,
  p_overage bigint,
  p_counted bigint,
  p_amount bigint
) returns text
language sql
immutable
parallel safe
as $$
  select case
    when p_quota <> -1 and p_counted + p_amount > p_quota + p_overage then 'quota_exceeded'
    when p_counted + p_amount > public.counter_limit() then 'counter_full'
  end;
$$;
