-- A version is never changed; a plan gets a new one, by an author who saw the one before.
select public.publish_plan_version(
  p_plan_id => '00000000-0000-7000-8000-000000000001',
  p_expected_version => 1,
  p_content => '{
    "name": {"en": "Starter"}, "description": {}, "highlighted": false, "prices": [],
    "features": [
      {"code": "calls", "quota": 200, "resetPeriod": "monthly", "thresholds": [80, 100], "enabled": true},
      {"code": "export", "enabled": true}
    ]
  }',
  p_actor => '{"kind": "user", "name": "Ann"}',
  p_reason => 'More for everybody'
) as version_id;
--> version_id
--> id-1

-- Somebody who saw version 1, too, comes too late.
select public.publish_plan_version('00000000-0000-7000-8000-000000000001', 1, '{}', '{"kind": "system"}');
--> error MSVER: Somebody else published version 2 meanwhile
--> {"currentVersion": 2}

-- Accounts keep what they have until the version is taken to them.
select feature_code, quota from public.v_user_quota_overview order by feature_code;
--> feature_code | quota
--> calls        | 100

-- To a few accounts it is taken at once; to more of them in chunks, which advance_plan_rollout goes on with.
select public.rollout_plan_version(
  p_plan_id => '00000000-0000-7000-8000-000000000001',
  p_plan_version_id => (select id from public.plan_versions where version = 2),
  p_rollout => 'now',
  p_now => '2026-03-20 12:00Z'
) is null as was_taken;
--> was_taken
--> f

select feature_code, kind, quota, is_enabled from public.v_user_quota_overview order by feature_code;
--> feature_code | kind    | quota | is_enabled
--> calls        | metered | 200   | t
--> export       | boolean | null  | t

-- The period goes on, with what was used in it.
select status, used, quota, period_start
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 150}]', '2026-03-20 12:01Z'
);
--> status   | used | quota | period_start
--> recorded | 150  | 200   | 2026-03-10 12:00:00+00
