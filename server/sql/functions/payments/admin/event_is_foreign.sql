-- Whether an event is somebody else's, by the reason with which it was received: of another mode, app, merchant or
-- seller. The money that it tells of is not ours, so it never has an effect, whoever asks for one.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.event_is_foreign(p_reason text) returns boolean
language sql
immutable
as $$
  select coalesce(p_reason in ('wrong_mode', 'wrong_app', 'wrong_merchant', 'wrong_seller'), false);
$$;
