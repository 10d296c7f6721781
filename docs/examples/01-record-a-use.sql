-- A use is judged and recorded by one statement. Its answer has the counter right after it.
select status, quota, used, period_start, period_end
from public.record_feature_usage(
  p_account_id => '00000000-0000-7000-8000-00000000000a',
  p_events => '[{"featureCode": "calls", "amount": 3, "key": "request-1"}]',
  p_now => '2026-03-10 13:00Z'
);
--> status   | quota | used | period_start           | period_end
--> recorded | 100   | 3    | 2026-03-10 12:00:00+00 | 2026-04-10 12:00:00+00

-- Whoever did not hear the answer asks again under the same key: it counts once.
select status, used
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a',
  '[{"featureCode": "calls", "amount": 3, "key": "request-1"}]',
  '2026-03-10 13:01Z'
);
--> status   | used
--> replayed | 3

-- The same key with another content is a mistake of the caller's, and is told so.
select status, code
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a',
  '[{"featureCode": "calls", "amount": 4, "key": "request-1"}]',
  '2026-03-10 13:02Z'
);
--> status   | code
--> rejected | idempotency_mismatch

-- One record has been written.
select feature_code, kind, amount, occurred_at from public.usage_records;
--> feature_code | kind | amount | occurred_at
--> calls        | use  | 3      | 2026-03-10 13:00:00+00
