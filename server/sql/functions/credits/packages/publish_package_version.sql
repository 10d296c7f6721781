-- Publishes a new immutable version of a package and makes it the current one; returns the new version's id.
-- p_content: {"name", "description", "credits", "validityDays", "dailyCredits", "priority", "prices": [{"amountMinor",
-- "currency"}]}, prices in the order shown.
-- p_expected_version: the version that the author saw; 0 for a package that was just inserted.
-- Errors: MSNOF no such package; MSVER another version was published first, with {"currentVersion"} as detail.
-- Locks: the package's row, until the end of the transaction, so of several callers with one expected version one wins.
create or replace function public.publish_package_version(
  p_package_id uuid,
  p_expected_version int,
  p_content jsonb,
  p_actor jsonb,
  p_reason text default null,
  p_now timestamptz default clock_timestamp()
) returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_current_version int;
  v_package_version_id uuid := public.uuid_v7();
begin
  select package.current_version into v_current_version
  from public.packages as package
  where package.id = p_package_id
  for no key update;
  if not found then
    raise exception 'There is no such package' using errcode = 'MSNOF';
  end if;
  perform public.require_expected_version(v_current_version, p_expected_version);

  insert into public.package_versions (
    id, package_id, version, name, description, credits, validity_days, daily_credits, priority, published_at, actor,
    reason
  )
  values (
    v_package_version_id, p_package_id, v_current_version + 1, p_content -> 'name', p_content -> 'description',
    (p_content ->> 'credits')::bigint, (p_content ->> 'validityDays')::int, (p_content ->> 'dailyCredits')::bigint,
    coalesce((p_content ->> 'priority')::smallint, public.credit_priority('purchase')), p_now, p_actor,
    p_reason
  );

  insert into public.package_prices (id, package_version_id, amount_minor, currency, position)
  select
    public.uuid_v7(), v_package_version_id, (price ->> 'amountMinor')::bigint, price ->> 'currency', position
  from jsonb_array_elements(p_content -> 'prices') with ordinality as listed (price, position);

  update public.packages set current_version = v_current_version + 1, updated_at = p_now
  where id = p_package_id;
  return v_package_version_id;
end;
$$;
