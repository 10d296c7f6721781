-- Records one or many uses of one account: `p_events` is an array of
-- {"featureCode", "amount", "key"?, "occurredAt"?, "metadata"?}. The same as record_feature_usage_many, with the
-- account first, so that it can run whole on the worker that holds the account (docs/operations.md, Citus), and with
-- more patience: no other account's uses wait meanwhile.
-- Errors: 40001 (nothing has happened, try again); 55P03 when a counter stays locked for over a second.
create or replace function public.record_feature_usage(
  p_account_id uuid,
  p_events jsonb,
  p_now timestamptz default clock_timestamp()
) returns setof public.usage_outcome
language sql
set search_path = ''
set lock_timeout = '1s'
as $$
  select public.wait_for_counters(
    p_account_id, array(select event ->> 'featureCode' from jsonb_array_elements(p_events) as event),
    interval '1 second', p_now
  );

  select outcome.*
  from (
    select
      array_agg(p_account_id order by ordinal) as account_ids,
      array_agg(event ->> 'featureCode' order by ordinal) as feature_codes,
      array_agg(coalesce((event ->> 'amount')::bigint, 1) order by ordinal) as amounts,
      array_agg(event ->> 'key' order by ordinal) as keys,
      array_agg((event ->> 'occurredAt')::timestamptz order by ordinal) as occurred_ats,
      array_agg(event -> 'metadata' order by ordinal) as metadata
    from jsonb_array_elements(p_events) with ordinality as list(event, ordinal)
    having count(*) > 0
  ) as events
  cross join lateral public.record_feature_usage_many(
    events.account_ids, events.feature_codes, events.amounts, events.keys, events.occurred_ats, events.metadata,
    p_now
  ) as outcome;
$$;
