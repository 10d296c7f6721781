-- Carries out the repair that a finding offers, and makes sure that it helped: the account is looked at before and
-- after, and unless what was found is gone and nothing else came up, nothing is changed. Repairing again what was
-- repaired changes nothing. Returns the finding, and whether it was repaired by this call.
-- Errors: MSNOF there is no such finding, or it is gone by itself; MSCON it has no repair, or that did not help.
-- Locks: the findings, then what the repair locks: the balance or the counters of the account, an order, an event.
create or replace function public.repair_health_finding(
  p_finding_id uuid,
  p_now timestamptz default clock_timestamp(),
  out finding public.health_findings,
  out is_new boolean
)
language plpgsql
set search_path = ''
as $$
declare
  v_known uuid[];
  v_account_id uuid;
begin
  perform public.lock_health_findings();
  select * into finding from public.health_findings where id = p_finding_id;
  if finding.id is null then
    raise exception 'There is no such finding' using errcode = 'MSNOF';
  end if;
  is_new := finding.repaired_at is null;
  if not is_new then
    return;
  end if;

  -- The numbers have gone on since it was found.
  v_account_id := finding.account_id;
  if v_account_id is not null then
    perform public.look_at_accounts(null, v_account_id, v_account_id, 0, p_now);
    select * into finding from public.health_findings where id = p_finding_id;
    if finding.id is null then
      raise exception 'What was found is gone by itself' using errcode = 'MSNOF';
    end if;
    v_known := array(select id from public.health_findings where account_id = v_account_id and repaired_at is null);
  end if;

  begin
    case finding.repair
      when 'rebuild_credits' then
        perform public.rebuild_credits(v_account_id);
      when 'settle_credits' then
        perform public.settle_credits(v_account_id, p_now);
        perform public.refresh_credit_due(v_account_id);
      when 'recount_usage' then
        perform public.recount_usage(
          v_account_id, finding.detail ->> 'featureCode', (finding.detail ->> 'periodStart')::timestamptz
        );
      when 'free_holds' then
        perform public.lock_counters(
          array[v_account_id], array[finding.detail ->> 'featureCode'],
          array[(finding.detail ->> 'periodStart')::timestamptz]
        );
        perform public.free_expired_reservations(
          v_account_id, finding.detail ->> 'featureCode', (finding.detail ->> 'periodStart')::timestamptz, p_now
        );
      when 'send_again' then
        update public.outbox set retry_at = '-infinity' where id = (finding.detail ->> 'message')::bigint;
      when 'settle_order', 'end_order', 'apply_answer', 'ask_now', 'replay_event' then
        perform public.repair_order(finding, p_now);
      else
        raise exception 'There is no safe repair: somebody must decide' using errcode = 'MSCON';
    end case;
  exception
    -- What it would be by records or lines, it cannot be: so these are wrong.
    when check_violation then
      raise exception 'The repair did not help, so nothing was changed' using errcode = 'MSCON';
  end;

  update public.health_findings set repaired_at = p_now where id = p_finding_id returning * into finding;
  if v_account_id is not null then
    perform public.look_at_accounts(null, v_account_id, v_account_id, 0, p_now);
    select * into finding from public.health_findings where id = p_finding_id;
    if finding.repaired_at is null or exists (
      select from public.health_findings
      where account_id = v_account_id and repaired_at is null and id <> all (v_known)
    ) then
      raise exception 'The repair did not help, so nothing was changed' using errcode = 'MSCON';
    end if;
  end if;
end;
$$;
