-- Takes turns by the movements of money that commands name, so that news of money which is not known yet either finds
-- it or is found by it (wake_orphans). Comes after the event and before the order.
create or replace function public.lock_event_money(p_provider text, p_commands jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_money_id text;
begin
  for v_money_id in
    select distinct command ->> 'providerPaymentId' as money_id
    from jsonb_array_elements(p_commands) as listed (command)
    where command ? 'providerPaymentId'
    order by money_id
  loop
    perform pg_advisory_xact_lock(hashtextextended(p_provider || ':' || v_money_id, 0));
  end loop;
end;
$$;
