-- Gives back to their lots the credits that paid for uses which are taken back, as far as they have not come back
-- before. The caller holds the counters that counted them.
-- Errors: MSCON where the balance has no room for them any more: what was granted since has taken it. Nothing is lost
-- meanwhile, and once some of the balance is spent, what was refused can be done.
-- Locks: the balance.
create or replace function public.return_payments(
  p_account_id uuid,
  p_record_ids uuid[],
  p_reason text,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_payment record;
begin
  if not exists (
    select from public.usage_payments where account_id = p_account_id and record_id = any (p_record_ids)
  ) then
    return;
  end if;
  -- Locked before it is asked what is left of each.
  perform public.settle_credits(p_account_id, p_now);
  for v_payment in
    select line.id, line.amount - back.amount as amount
    from public.usage_payments as payment
    cross join lateral public.find_credit_use(p_account_id, payment.transaction_id) as line
    cross join lateral (
      select coalesce(sum(returned.amount), 0)::bigint as amount
      from public.credit_transactions as returned
      where returned.account_id = p_account_id and returned.source_seq = line.seq
    ) as back
    where payment.account_id = p_account_id and payment.record_id = any (p_record_ids) and line.amount > back.amount
    order by line.seq
  loop
    select * into v_balance from public.credit_balances where account_id = p_account_id;
    if v_balance.balance + v_payment.amount > public.counter_limit() then
      raise exception 'The balance can''t hold the credits that paid for this use: it would pass 2^53 - 1' using
        errcode = 'MSCON';
    end if;
    perform public.return_credits(p_account_id, v_payment.id, p_reason => p_reason, p_now => p_now);
  end loop;
end;
$$;
