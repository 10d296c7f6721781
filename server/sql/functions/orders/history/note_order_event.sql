-- Writes down what happened to an order. The caller holds the order.
create or replace function public.note_order_event(
  p_account_id uuid,
  p_order_id uuid,
  p_kind text,
  p_now timestamptz,
  p_payment_id uuid default null,
  p_detail jsonb default '{}',
  p_actor jsonb default null,
  p_cause text default null,
  p_event_at timestamptz default null
) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.order_timeline (
    account_id, order_id, id, kind, payment_id, detail, actor, cause, event_at, created_at
  )
  select
    p_account_id, p_order_id, coalesce(max(line.id), 0) + 1, p_kind, p_payment_id, jsonb_strip_nulls(p_detail), p_actor,
    p_cause, p_event_at, p_now
  from public.order_timeline as line
  where line.account_id = p_account_id and line.order_id = p_order_id;
end;
$$;
