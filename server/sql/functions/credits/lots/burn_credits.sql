-- The lots that an amount would be taken from now, in burn order, with what of it each gives: priority, expiry,
-- creation, id, ascending. Changes nothing. The caller holds the balance's lock, has settled it, and knows that it
-- suffices.
create or replace function public.burn_credits(p_account_id uuid, p_amount bigint) returns public.credit_part[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_parts public.credit_part[] := '{}';
  v_left bigint := p_amount;
  v_lot record;
begin
  -- A loop fetches a few rows at a time: of a thousand lots, only those that pay are read.
  for v_lot in
    select id, remaining - held as free
    from public.credit_lots
    where account_id = p_account_id and is_open
    order by priority, expires_at, created_at, id
  loop
    exit when v_left = 0;
    v_parts := v_parts || row(v_lot.id, least(v_lot.free, v_left))::public.credit_part;
    v_left := v_left - least(v_lot.free, v_left);
  end loop;
  if v_left > 0 then
    raise exception 'the lots of account % hold less than its balance', p_account_id using errcode = 'data_corrupted';
  end if;
  return v_parts;
end;
$$;
