-- check_user_quota asks judge_state_overage itself.
drop function if exists public.check_overage(uuid, public.quota_state, bigint, timestamptz);
