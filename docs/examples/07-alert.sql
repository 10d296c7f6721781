-- The use that crosses 80 % writes an alert, in the same transaction; `alerts` tells of it.
select status, used, alerts
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 79}]', '2026-03-10 13:00Z'
);
--> status   | used | alerts
--> recorded | 79   | null

select status, used, alerts
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 2}]', '2026-03-10 13:01Z'
);
--> status   | used | alerts
--> recorded | 81   | 80

-- Each threshold fires once in a period.
select status, used, alerts
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls"}]', '2026-03-10 13:02Z'
);
--> status   | used | alerts
--> recorded | 82   | null

-- The server pushes those without `sent_at` to the account's pages, and marks them.
select threshold, level, used, quota, sent_at from public.quota_alerts;
--> threshold | level   | used | quota | sent_at
--> 80        | warning | 81   | 100   | null
