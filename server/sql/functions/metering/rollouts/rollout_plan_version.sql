-- Takes a newly published version to the accounts that have the plan: with `now` at once, with `renewal` when the month
-- of each account ends, with `new_only` to none of them.
--
-- With up to 20 accounts it is done here. More would stay locked for too long, so that the rollout is only written to
-- plan_rollouts, and advance_plan_rollout takes it to them in small groups. The same happens where one of up to 20
-- accounts is locked by another transaction or fails: then neither the other accounts wait for it, nor does the
-- publication fail. An earlier rollout of the plan ends when another of its kind begins; `now` ends both kinds.
-- The caller has locked the plan's row.
create or replace function public.rollout_plan_version(
  p_plan_id uuid,
  p_plan_version_id uuid,
  p_rollout text,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_lock_timeout constant text := pg_catalog.current_setting('lock_timeout');
  v_account_ids uuid[];
begin
  if p_rollout = 'new_only' then
    return;
  end if;

  perform public.finish_renewal_notes(p_plan_id, p_now);
  with overtaken as (
    delete from public.plan_rollouts
    where plan_id = p_plan_id and p_rollout in ('now', rollout)
    returning plan_version_id, case rollout when 'now' then 'rollout' else 'renewal_note' end as change
  )
  delete from public.account_change_failures as failure
  using overtaken
  where failure.plan_version_id = overtaken.plan_version_id and failure.change = overtaken.change;

  select array_agg(account_id order by account_id)
  into v_account_ids
  from (select account_id from public.account_plans where plan_id = p_plan_id limit 21) as account_plan;
  if v_account_ids is null then
    return;
  end if;

  if cardinality(v_account_ids) <= 20 then
    begin
      perform pg_catalog.set_config('lock_timeout', '100ms', true);
      if p_rollout = 'renewal' then
        perform public.note_renewal(v_account_ids, p_plan_version_id, p_now);
        perform pg_catalog.set_config('lock_timeout', v_lock_timeout, true);
        return;
      end if;

      perform public.lock_accounts(v_account_ids);
      -- Some may have left for another plan before we had their locks.
      select array_agg(account_id order by account_id)
      into v_account_ids
      from public.account_plans
      where plan_id = p_plan_id and account_id = any (v_account_ids);
      perform public.apply_due_versions(v_account_ids, p_now);
      perform public.give_plan_version(v_account_ids, p_plan_version_id, p_now);
      perform pg_catalog.set_config('lock_timeout', v_lock_timeout, true);
      return;
    exception
      when others then
        null; -- advance_plan_rollout goes account by account, and notes which one fails and why.
    end;
  end if;

  insert into public.plan_rollouts (plan_id, plan_version_id, rollout, created_at)
  values (p_plan_id, p_plan_version_id, p_rollout, p_now);
end;
$$;
