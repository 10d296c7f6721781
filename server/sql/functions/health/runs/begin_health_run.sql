-- Begins a look at everything (full) or at what has moved (recent). Where one of the kind is under way already, answers
-- with that one, and is_new says no. One that has not moved for three minutes has died, and is closed.
create or replace function public.begin_health_run(
  p_kind text,
  p_now timestamptz default clock_timestamp(),
  out run public.health_runs,
  out is_new boolean
)
language plpgsql
set search_path = ''
as $$
begin
  -- Not the findings' lock: a run that is asked for must not wait for the range of accounts that another looks at.
  perform pg_advisory_xact_lock(hashtextextended('health_runs', 0));
  update public.health_runs
  set finished_at = p_now, error = 'It stopped half-way'
  where kind = p_kind and finished_at is null and progress_at < p_now - interval '3 minutes';

  select * into run from public.health_runs where kind = p_kind and finished_at is null;
  is_new := not found;
  if is_new then
    insert into public.health_runs (id, kind, started_at, progress_at)
    values (public.uuid_v7(p_now), p_kind, p_now, p_now)
    returning * into run;
  end if;
end;
$$;
