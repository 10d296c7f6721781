-- Publishes a new immutable version of a plan and makes it the current one; returns the new version's id.
-- p_content: {"name", "description", "highlighted", "sales", "contactUrl",
-- "prices": [{"interval", "amountMinor", "currency"}],
-- "features": [{"code", "quota", "resetPeriod", "thresholds", "overage", "overageRate": {"credits", "per"},
-- "enabled"}], "credits": {"amount", "interval", "rolloverPeriods"} or null}, lists in the order shown. Without
-- "sales" the prices say how it is sold.
-- p_expected_version: the version that the author saw; 0 for a plan that was just inserted.
-- Errors: MSNOF no such plan; MSINV prices that do not go with "sales"; MSVER another version was published first, with
-- {"currentVersion"} as detail.
-- Locks the plan's row until the end of the transaction, so of several callers with one expected version one wins;
-- `no key update` lets through foreign keys that point at the plan.
create or replace function public.publish_plan_version(
  p_plan_id uuid,
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
  v_plan_version_id uuid := public.uuid_v7();
  v_has_prices boolean := jsonb_array_length(p_content -> 'prices') > 0;
  v_sales text := coalesce(p_content ->> 'sales', case when v_has_prices then 'priced' else 'free' end);
begin
  select plan.current_version into v_current_version
  from public.plans as plan
  where plan.id = p_plan_id
  for no key update;
  if not found then
    raise exception 'There is no such plan' using errcode = 'MSNOF';
  end if;
  perform public.require_expected_version(v_current_version, p_expected_version);
  if (v_sales = 'priced') <> v_has_prices then
    raise exception 'What is priced has prices, and nothing else has' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "prices", "message": "What is priced has prices, and nothing else has"}]}';
  end if;

  insert into public.plan_versions
    (id, plan_id, version, name, description, highlighted, sales, contact_url, published_at, actor, reason)
  values (
    v_plan_version_id, p_plan_id, v_current_version + 1, p_content -> 'name', p_content -> 'description',
    (p_content ->> 'highlighted')::boolean, v_sales, p_content ->> 'contactUrl', p_now, p_actor, p_reason
  );

  insert into public.plan_prices (id, plan_version_id, interval, amount_minor, currency, position)
  select
    public.uuid_v7(), v_plan_version_id, price ->> 'interval', (price ->> 'amountMinor')::bigint,
    price ->> 'currency', position
  from jsonb_array_elements(p_content -> 'prices') with ordinality as listed (price, position);

  insert into public.plan_features (
    plan_version_id, feature_code, quota, reset_period, overage, overage_credits, overage_units, alert_thresholds,
    is_enabled, position
  )
  select
    v_plan_version_id, feature ->> 'code', (feature ->> 'quota')::bigint, feature ->> 'resetPeriod',
    coalesce(feature ->> 'overage', 'block'), (feature -> 'overageRate' ->> 'credits')::bigint,
    (feature -> 'overageRate' ->> 'per')::bigint,
    coalesce(
      (
        select array_agg(threshold::smallint order by threshold::smallint)
        from jsonb_array_elements_text(nullif(feature -> 'thresholds', 'null')) as given (threshold)
      ),
      '{80,95,100}'
    ),
    (feature ->> 'enabled')::boolean, position
  from jsonb_array_elements(p_content -> 'features') with ordinality as listed (feature, position);

  insert into public.plan_credits (plan_version_id, amount, interval, rollover_periods)
  select
    v_plan_version_id, (credits ->> 'amount')::bigint, credits ->> 'interval',
    coalesce((credits ->> 'rolloverPeriods')::int, 0)
  from (select nullif(p_content -> 'credits', 'null') as credits) as content
  where credits is not null;

  update public.plans set current_version = v_current_version + 1, updated_at = p_now
  where id = p_plan_id;
  return v_plan_version_id;
end;
$$;
