-- Would this use be accepted now, and if not, why: feature_unknown, feature_not_in_plan, quota_exceeded,
-- insufficient_credits or counter_full; with the numbers it was judged by, those of the very counter that would be
-- charged. Advisory: another request may use the rest before the caller does. Only record_feature_usage decides.
-- Changes nothing but what is due by itself: a renewal takes effect.
create or replace function public.check_user_quota(
  p_account_id uuid,
  p_feature_code text,
  p_amount bigint default 1,
  p_now timestamptz default clock_timestamp()
) returns table (allowed boolean, reason text, state public.quota_state)
language sql
volatile
set search_path = ''
as $$
  select verdict.reason is null, verdict.reason, current_state.state
  from (select) as always
  left join public.quota_states(array[p_account_id], array[p_feature_code], p_now) as current_state on true
  cross join lateral (
    select case
      when (current_state.state).feature_code is null then public.refusal_without_grant(p_feature_code)
      when (current_state.state).kind = 'boolean' then
        case when not (current_state.state).is_enabled then 'feature_not_in_plan' end
      else public.refusal_of(
        (current_state.state).quota, (current_state.state).overage,
        (current_state.state).used + (current_state.state).reserved, p_amount
      )
    end as reason
  ) as refusal
  cross join lateral (
    select case
      when refusal.reason = 'quota_exceeded'
      then (public.judge_state_overage(p_account_id, current_state.state, p_amount, p_now)).code
      else refusal.reason
    end as reason
  ) as verdict;
$$;
