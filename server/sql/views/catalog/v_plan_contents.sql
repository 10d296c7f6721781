-- One row per published plan version with all it holds, in the shapes of the API.
create or replace view public.v_plan_contents as
select
  v.plan_id,
  v.id as plan_version_id,
  v.version,
  v.name,
  v.description,
  v.highlighted,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'id', p.id, 'interval', p.interval, 'amountMinor', p.amount_minor, 'currency', p.currency
        )
        order by p.position
      )
      from public.plan_prices p
      where p.plan_version_id = v.id
    ),
    '[]'
  ) as prices,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'code', pf.feature_code,
          'name', f.name,
          'unit', f.unit,
          'kind', f.kind,
          'quota', pf.quota,
          'resetPeriod', pf.reset_period,
          'enabled', case f.kind when 'metered' then pf.quota <> 0 else pf.is_enabled end,
          'thresholds', case f.kind when 'metered' then pf.alert_thresholds end,
          'overage', case f.kind when 'metered' then pf.overage end
        )
        order by pf.position
      )
      from public.plan_features pf
      join public.features f on f.code = pf.feature_code
      where pf.plan_version_id = v.id
    ),
    '[]'
  ) as features
from public.plan_versions v;
