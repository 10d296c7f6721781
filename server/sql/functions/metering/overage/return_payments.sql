-- Gives back to their lots the credits that paid for uses which are taken back, as far as they have not come back
-- before. Locks: the balance. The caller holds the counters that counted them.
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
    select line.id
    from public.usage_payments as payment
    cross join lateral public.find_credit_use(p_account_id, payment.transaction_id) as line
    where payment.account_id = p_account_id
      and payment.record_id = any (p_record_ids)
      and line.amount > (
        select coalesce(sum(returned.amount), 0)
        from public.credit_transactions as returned
        where returned.account_id = p_account_id and returned.source_seq = line.seq
      )
    order by line.seq
  loop
    perform public.return_credits(p_account_id, v_payment.id, p_reason => p_reason, p_now => p_now);
  end loop;
end;
$$;
