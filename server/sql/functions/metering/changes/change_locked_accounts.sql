-- The change of change_accounts, for accounts whose rows are locked: all in a savepoint; where that fails, half of
-- them, and so on until the account that fails stands alone, and is noted.
-- Locks: entitlements, then counters. Their order holds across halves, as both are in the order of ids.
create or replace function public.change_locked_accounts(
  p_change text,
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz
) returns uuid[]
language plpgsql
set search_path = ''
-- See advance_plan_rollout; others come here, too.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
declare
  v_count constant int := cardinality(p_account_ids);
  v_reached uuid[];
  v_sqlstate text;
  v_error text;
begin
  if v_count = 0 then
    return '{}';
  end if;

  begin
    case p_change
      when 'renewal_note' then
        perform public.note_renewal(p_account_ids, p_plan_version_id);
        v_reached := '{}';
      when 'override_end' then
        v_reached := public.end_overrides(p_account_ids, p_now);
      else
        perform public.lock_accounts(p_account_ids);
        if p_change = 'rollout' then
          perform public.apply_due_versions(p_account_ids, p_now);
        end if;
        -- Some may have got another plan, or a later version, before we had their locks, or just now.
        select coalesce(array_agg(account_plan.account_id order by account_plan.account_id), '{}')
        into v_reached
        from public.account_plans as account_plan
        join public.plan_versions as current on current.id = account_plan.plan_version_id
        join public.plan_versions as target on target.id = p_plan_version_id
        where account_plan.account_id = any (p_account_ids)
          and case p_change
            when 'rollout' then account_plan.plan_id = target.plan_id and current.version < target.version
            -- Also of another plan: what follows when a time that was paid for is over.
            else account_plan.next_plan_version_id = p_plan_version_id and account_plan.renews_at <= p_now
          end;
        perform public.give_plan_version(v_reached, p_plan_version_id, p_now);
    end case;

    delete from public.account_change_failures where account_id = any (p_account_ids) and change = p_change;
    return v_reached;
  exception
    when others then
      v_sqlstate := sqlstate;
      v_error := sqlerrm;
  end;

  if v_count > 1 then
    return public.change_locked_accounts(p_change, p_account_ids[:v_count / 2], p_plan_version_id, p_now)
      || public.change_locked_accounts(p_change, p_account_ids[v_count / 2 + 1:], p_plan_version_id, p_now);
  end if;
  perform public.note_change_failure(
    p_change, p_account_ids[1], p_plan_version_id, v_sqlstate, v_error, p_now
  );
  return '{}';
end;
$$;
