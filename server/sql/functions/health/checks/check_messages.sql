-- Messages that have not gone out for ten minutes: nodes and browsers do not learn of what they tell.
create or replace function public.check_messages(p_now timestamptz) returns setof public.health_breach
language sql
stable
set search_path = ''
as $$
  select
    'anomalies', 'messages go out', null::uuid,
    jsonb_build_object(
      'message', message.id, 'topic', message.topic, 'attempts', message.attempts,
      'is', message.created_at, 'should be after', p_now - interval '10 minutes'
    )
  from public.outbox as message
  where message.sent_at is null and message.created_at < p_now - interval '10 minutes';
$$;
