-- Lots whose time is past lose what is left in them, but for what is held. The caller holds the balance's lock.
create or replace function public.expire_credit_lots(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_lot record;
begin
  for v_lot in
    select id, remaining - held as free
    from public.credit_lots
    where account_id = p_account_id and is_open and expires_at <= p_now
    order by expires_at, id
  loop
    update public.credit_lots
    set remaining = remaining - v_lot.free, expired = expired + v_lot.free
    where account_id = p_account_id and id = v_lot.id;
    perform public.write_credit_line(
      p_account_id, 'expire', v_lot.free, array[row(v_lot.id, v_lot.free)]::public.credit_part[], p_now
    );
  end loop;
end;
$$;
