-- An order moves along the lines of order_transitions only; each move is written down.
create or replace function public.tg_orders__guard_status() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'pending' then
      raise exception 'An order begins pending' using errcode = 'restrict_violation';
    end if;
  elsif new.status = old.status then
    return null;
  elsif not exists (
    select from public.order_transitions where from_status = old.status and to_status = new.status
  ) then
    raise exception 'An order that is % never becomes %', old.status, new.status using
      errcode = 'restrict_violation';
  end if;

  insert into public.order_timeline (
    account_id, order_id, id, kind, from_status, to_status, payment_id, actor, cause, event_at, created_at
  )
  select
    new.account_id, new.id, coalesce(max(line.id), 0) + 1, 'status', case tg_op when 'UPDATE' then old.status end,
    new.status, new.kept_payment_id, new.status_actor, new.status_cause, new.status_event_at, new.status_at
  from public.order_timeline as line
  where line.account_id = new.account_id and line.order_id = new.id;
  return null;
end;
$$;

create or replace trigger _100_guard_status after insert or update on public.orders
for each row execute function public.tg_orders__guard_status();
