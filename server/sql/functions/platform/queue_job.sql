-- Has a job run as soon as a server is free, whatever it waits for. Asked for twice before it begins, it runs once; one
-- that is under way runs once more.
-- Errors: of the classes 3F and 42, or XX000, while the library's tables are not all there: no server has run jobs yet.
create or replace function public.queue_job(p_name text, p_max_attempts integer) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform graphile_worker.add_job(p_name, job_key => p_name, max_attempts => p_max_attempts);
end;
$$;
