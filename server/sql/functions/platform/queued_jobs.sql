-- The jobs that wait, each with when it may begin: for a free server, or to be tried again. None while the library's
-- tables are not all there, on a database on which no server has run jobs yet.
-- It writes nothing, and is volatile to run with its owner's rights: nobody else sees the rows of the library.
create or replace function public.queued_jobs() returns table (name text, run_at timestamptz)
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query
  select job.key, job.run_at
  from graphile_worker.jobs as job
  where job.key is not null and job.locked_at is null and job.attempts < job.max_attempts;
exception
  when undefined_table or undefined_column or invalid_schema_name then
    return;
end;
$$;
