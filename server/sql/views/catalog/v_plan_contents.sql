-- One row per published plan version with all it holds, in the shapes of the API; texts in each language.
create or replace view public.v_plan_contents as
select
  version.plan_id,
  version.id as plan_version_id,
  version.version,
  version.name,
  version.description,
  version.highlighted,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'id', price.id, 'interval', price.interval, 'amountMinor', price.amount_minor, 'currency', price.currency
        )
        order by price.position
      )
      from public.plan_prices as price
      where price.plan_version_id = version.id
    ),
    '[]'
  ) as prices,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'code', offer.feature_code,
          'name', feature.name,
          'unit', feature.unit,
          'kind', feature.kind,
          'quota', offer.quota,
          'resetPeriod', offer.reset_period,
          'enabled', case feature.kind when 'metered' then offer.quota <> 0 else offer.is_enabled end,
          'thresholds', case feature.kind when 'metered' then offer.alert_thresholds end,
          'overage', case feature.kind when 'metered' then offer.overage end,
          'overageRate', case
            when offer.overage_credits is not null
            then jsonb_build_object('credits', offer.overage_credits, 'per', offer.overage_units)
          end
        )
        order by offer.position
      )
      from public.plan_features as offer
      join public.features as feature on feature.code = offer.feature_code
      where offer.plan_version_id = version.id
    ),
    '[]'
  ) as features,
  (
    select jsonb_build_object(
      'amount', included.amount, 'interval', included.interval, 'rolloverPeriods', included.rollover_periods
    )
    from public.plan_credits as included
    where included.plan_version_id = version.id
  ) as credits,
  version.sales,
  version.contact_url
from public.plan_versions as version;
