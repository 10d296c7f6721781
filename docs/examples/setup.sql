-- What the other examples begin with: two features, the plan `starter` with 100 calls a month, an account on it.
-- Examples tell functions what time it is (`p_now`), so that each run is the same; leave it out to mean now.

-- Records lie in partitions by month; a job of the server's makes them in time.
select from public.ensure_usage_partitions('2026-03-01Z', '2026-05-01Z');

insert into public.features (code, name, unit, kind)
values
  ('calls', '{"en": "API calls"}', '{"en": "call|calls"}', 'metered'),
  ('export', '{"en": "Export"}', '{}', 'boolean');

insert into public.plans (id, code, status, current_version)
values ('00000000-0000-7000-8000-000000000001', 'starter', 'active', 0);

select public.publish_plan_version(
  p_plan_id => '00000000-0000-7000-8000-000000000001',
  p_expected_version => 0,
  p_content => '{
    "name": {"en": "Starter"}, "description": {}, "highlighted": false, "prices": [],
    "features": [{"code": "calls", "quota": 100, "resetPeriod": "monthly", "thresholds": [80, 100], "enabled": true}]
  }',
  p_actor => '{"kind": "system"}'
) as version_id;
--> version_id
--> id-1

insert into public.accounts (id, kind, name)
values ('00000000-0000-7000-8000-00000000000a', 'external', 'Acme');

select public.apply_plan_version(
  array['00000000-0000-7000-8000-00000000000a']::uuid[],
  (select id from public.plan_versions where version = 1),
  '2026-03-10 12:00Z'
);
