-- One row per published version of a package with all it holds, in the shapes of the API.
create or replace view public.v_package_contents as
select
  version.package_id,
  version.id as package_version_id,
  version.version,
  version.name,
  version.description,
  version.credits,
  version.validity_days,
  version.daily_credits,
  version.priority,
  version.published_at,
  version.actor,
  version.reason,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object('id', price.id, 'amountMinor', price.amount_minor, 'currency', price.currency)
        order by price.position
      )
      from public.package_prices as price
      where price.package_version_id = version.id
    ),
    '[]'
  ) as prices
from public.package_versions as version;
