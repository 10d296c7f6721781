-- Would this use be accepted now, and if not, why: feature_unknown, feature_not_in_plan or quota_exceeded; with the
-- numbers it was judged by. Advisory: another request may use the rest before the caller does. Only
-- record_feature_usage decides. Changes nothing.
create or replace function public.check_user_quota(
  p_account_id uuid,
  p_feature_code text,
  p_amount bigint default 1,
  p_now timestamptz default clock_timestamp()
) returns table (allowed boolean, reason text, state public.quota_state)
language sql
stable
set search_path = ''
as $$
  select verdict.reason is null, verdict.reason, current_state
  from (select) as always
  left join public.quota_state(p_account_id, p_feature_code, p_now) as current_state on true
  cross join lateral (
    select case
      when current_state.feature_code is null then (
        select coalesce(max('feature_not_in_plan'), 'feature_unknown')
        from public.features
        where code = p_feature_code
      )
      when current_state.kind = 'boolean' and not current_state.is_enabled then 'feature_not_in_plan'
      when current_state.kind = 'metered'
        and current_state.quota <> -1
        and current_state.used + current_state.reserved + p_amount > current_state.quota
      then 'quota_exceeded'
    end as reason
  ) as verdict;
$$;
