-- All but five calls of the month are used up.
select status, used, quota
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 95}]', '2026-03-10 13:00Z'
);
--> status   | used | quota
--> recorded | 95   | 100

-- A check changes nothing, and promises nothing: only recording decides.
select allowed, reason
from public.check_user_quota('00000000-0000-7000-8000-00000000000a', 'calls', 6, '2026-03-10 13:01Z');
--> allowed | reason
--> f       | quota_exceeded

-- A refusal is a row, no exception, so that it cannot undo the uses beside it. It tells when the same use can succeed.
select status, code, used, retry_at
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 6}]', '2026-03-10 13:02Z'
);
--> status   | code           | used | retry_at
--> rejected | quota_exceeded | 95   | 2026-04-10 12:00:00+00

-- Nothing was taken: five still fit.
select status, code, used
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 5}]', '2026-03-10 13:03Z'
);
--> status   | code | used
--> recorded | null | 100

-- At that time a new period has begun, with a counter of its own.
select status, used, period_start
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 6}]', '2026-04-10 12:00Z'
);
--> status   | used | period_start
--> recorded | 6    | 2026-04-10 12:00:00+00
