-- Whether whoever looks at an attempt may ask its provider now: at the first look, then at most once in so long,
-- however many look. What is final is asked about no more.
create or replace function public.claim_query(
  p_account_id uuid,
  p_payment_id uuid,
  p_every interval,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update public.payments
  set last_query_at = p_now
  where account_id = p_account_id
    and id = p_payment_id
    and state <> 'succeeded'
    and (last_query_at is null or last_query_at <= p_now - p_every);
  return found;
end;
$$;
