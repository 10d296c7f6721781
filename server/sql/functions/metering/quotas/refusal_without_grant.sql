-- Why nothing grants a feature: feature_unknown, or feature_not_in_plan where there is such a feature.
create or replace function public.refusal_without_grant(p_feature_code text) returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(max('feature_not_in_plan'), 'feature_unknown') from public.features where code = p_feature_code;
$$;
