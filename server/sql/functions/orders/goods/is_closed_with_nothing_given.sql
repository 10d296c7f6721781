-- Whether nothing of an order was given and never will be, as its account is closed: its money had gone back before,
-- and comes again by a refund that fails or a dispute that is won.
-- The caller holds the order.
create or replace function public.is_closed_with_nothing_given(
  p_account_id uuid,
  p_order_id uuid
) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return public.account_is_closed(p_account_id) and not exists (
    select
    from public.fulfilments
    where account_id = p_account_id and order_id = p_order_id
  );
end;
$$;
