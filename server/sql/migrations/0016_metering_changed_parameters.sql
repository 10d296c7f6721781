-- Functions whose parameters or results are others now; the new ones are made after the migrations.
drop function if exists public.next_version(bigint);
drop function if exists public.rollout_plan_version(uuid, uuid, text, timestamptz);
drop function if exists public.defer_plan_rollout(uuid);
drop function if exists public.take_unsent_alerts(int);
drop function if exists public.mark_alerts_read(uuid, uuid);
drop function if exists public.take_untold_change_failures(int, int);
drop function if exists public.forget_reservations(int);
drop function if exists public.forget_usage_keys(int);
drop function if exists public.judge_feature_usage(
  int[], uuid[], text[], bigint[], text[], timestamptz[], jsonb[], timestamptz[], timestamptz, timestamptz
);
drop function if exists public.write_feature_usage(
  uuid[], text[], bigint[], text[], timestamptz[], jsonb[], timestamptz, timestamptz[], uuid[], bigint[], bigint[],
  bigint[], bigint[], text[], int
);

-- Under other names.
drop function if exists public.free_expired_holds(uuid, text, timestamptz, timestamptz);
drop function if exists public.move_holds(uuid, text, timestamptz[], timestamptz);
drop function if exists public.was_granted(uuid, text, timestamptz, timestamptz);
