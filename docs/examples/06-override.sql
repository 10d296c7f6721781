-- An admin gives one account more than its plan has, until April.
select public.set_quota_override(
  p_account_id => '00000000-0000-7000-8000-00000000000a',
  p_feature_code => 'calls',
  p_quota => 500,
  p_expires_at => '2026-04-01Z',
  p_reason => 'A trial of the larger plan',
  p_now => '2026-03-10 13:00Z'
);
--> set_quota_override
--> t

select status, used, quota
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 300}]', '2026-03-10 13:01Z'
);
--> status   | used | quota
--> recorded | 300  | 500

-- When it has ended, the plan's quota holds again. What was used stays used.
select status, code, used, quota
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls"}]', '2026-04-01 00:00Z'
);
--> status   | code           | used | quota
--> rejected | quota_exceeded | 300  | 100
