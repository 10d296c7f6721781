-- Lets no use from an instant on be charged any more to the counters that begin before another one: that one, about
-- to be opened, carries over what they hold since. Uses that found one of them and wait for its lock look again.
-- Uses may lie five minutes ahead, past the end that a counter was given meanwhile.
-- The caller may hold counters, so nothing is waited for: a counter in use ends the transaction with 40001.
create or replace function public.take_over_counters(
  p_account_id uuid,
  p_feature_code text,
  p_counts_from timestamptz,
  p_period_start timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  begin
    perform from public.user_usage
    where account_id = p_account_id
      and feature_code = p_feature_code
      and period_start < p_period_start
      and period_end + public.max_clock_skew() > p_counts_from
    order by period_start desc
    for no key update nowait;
  exception
    when lock_not_available then
      raise exception 'a counter that is to be carried over is in use' using errcode = 'serialization_failure';
  end;

  update public.user_usage
  set counts_until = p_counts_from
  where account_id = p_account_id
    and feature_code = p_feature_code
    and period_start < p_period_start
    and period_end + public.max_clock_skew() > p_counts_from
    and counts_until > p_counts_from;
end;
$$;
