-- How each job fared last: the library forgets a job once it is done. One row a job, from its first run on.
create table public.job_states (
  name text collate "C" primary key,
  -- The run that began last.
  run_id uuid not null,
  started_at timestamptz not null,
  -- Moved on while it goes on, null once it has ended. In the past: the server that ran it stopped before its end.
  alive_until timestamptz,
  -- Of the run that ended last.
  duration_ms bigint,
  -- Why it failed, null where it did not.
  error text,
  succeeded_at timestamptz,
  failed_at timestamptz,
  constraint run_has_ended_or_goes_on check (alive_until is not null or duration_ms is not null),
  constraint duration_is_not_negative check (duration_ms >= 0)
);
