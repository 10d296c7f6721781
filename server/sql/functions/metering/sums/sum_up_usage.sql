-- Sums up the records of the next `p_step`, a day at most, on to where aim_usage_sums points, and the stragglers of
-- before. Returns whether there is more to do. Statistics are right at every moment, whether or not this runs.
-- Called by one transaction at a time, else there is nothing to do. Writers wait for nothing here: it waits for those
-- that may not know the aim yet (note_stragglers), and gives up after two seconds. What they wrote is visible then, so
-- a statement that begins after it sees every record of a time before the aim, but those that are noted as stragglers.
create or replace function public.sum_up_usage(p_step interval default '1 day') returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_state public.usage_sums_state;
  v_from timestamptz;
  v_until timestamptz;
begin
  select * into v_state from public.usage_sums_state for no key update skip locked;
  if v_state.aim_at is null or not public.await_usage_writers() then
    return false;
  end if;

  v_from := v_state.summed_until;
  if v_state.summed_from = v_from then
    -- Nothing was summed up yet: from the first month on.
    v_from := greatest(v_from, least(public.uuid_v7_time(public.oldest_kept_usage()), v_state.aim_at));
  end if;
  -- No step goes on into another day of UTC.
  v_until := least(
    v_state.aim_at,
    v_from + p_step,
    (date_trunc('day', v_from at time zone 'UTC') + interval '1 day') at time zone 'UTC'
  );
  perform public.add_to_usage_sums(v_from, v_until);
  update public.usage_sums_state
  set
    summed_from = case when v_state.summed_from = v_state.summed_until then v_from else summed_from end,
    summed_until = v_until;
  return v_until < v_state.aim_at;
end;
$$;
