-- Ends a run: keeps what is wrong beside the accounts, with what a node found of its configuration, and its advice.
-- `p_breaches` and `p_notices` are [{"rule", "detail"}]; with `p_error` it did not come to its end, and what was found
-- beside accounts stays as it was known. What was repaired or looked at 90 days ago is forgotten.
create or replace function public.finish_health_run(
  p_run_id uuid,
  p_breaches jsonb,
  p_notices jsonb,
  p_error text default null,
  p_now timestamptz default clock_timestamp()
) returns public.health_runs
language plpgsql
set search_path = ''
as $$
declare
  v_found public.health_breach[];
  v_run public.health_runs;
begin
  perform public.lock_health_findings();
  if p_error is null then
    v_found := array(
      select breach from public.check_messages(p_now) as breach
      union all
      select breach from public.check_provider_events(p_now) as breach
      union all
      select row('configuration', broken.rule, null, broken.detail)::public.health_breach
      from jsonb_to_recordset(p_breaches) as broken(rule text, detail jsonb)
    );
    perform public.keep_health_findings(v_found, null, null, p_now);
  end if;

  update public.health_runs
  set finished_at = p_now, progress_at = p_now, notices = p_notices, error = p_error
  where id = p_run_id and finished_at is null
  returning * into v_run;

  delete from public.health_findings where repaired_at < p_now - interval '90 days';
  delete from public.health_runs where finished_at < p_now - interval '90 days';
  return v_run;
end;
$$;
