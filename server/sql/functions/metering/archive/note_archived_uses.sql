-- Notes what counters still count of a month of records that is about to leave, is on its way out, or stands apart
-- already: in place of what was noted of it before. Called by the owner's command before the month leaves, so that
-- there is no moment at which neither the records nor this can be read; and again on its way and where it stands apart,
-- as uses may have been voided until it left.
-- What it takes of the uses is what charged_uses does, which reads no table that stands apart.
create or replace function public.note_archived_uses(p_month timestamptz) returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_table constant text := public.usage_month_table(p_month);
begin
  if public.usage_month_state(p_month) = 'kept' then
    -- What this month's resets wipe of earlier ones: nobody will know of these resets.
    execute format(
      $query$
        delete from public.archived_uses as archived
        using (select distinct account_id, feature_code from public.%I where kind = 'reset') as touched
        where archived.account_id = touched.account_id
          and archived.feature_code = touched.feature_code
          and public.uuid_v7_floor(archived.month) < $1
          and not exists (
            select
            from public.charged_archived_uses(touched.account_id, touched.feature_code, $1) as charged
            where charged.month = archived.month
              and charged.period_start = archived.period_start
              and charged.last_at = archived.last_at
          )
      $query$,
      v_table
    )
    using public.oldest_kept_usage();
  end if;

  delete from public.archived_uses where month = p_month;
  execute format(
    $query$
      insert into public.archived_uses (
        account_id, feature_code, month, period_start, last_at, last_version, amount, paid_ids
      )
      with reset as materialized (
        select distinct
          found.account_id, found.feature_code, found.created_at, found.counter_version, wiped.period_start,
          wiped.counts_from
        from (
          select account_id, feature_code, period_start, created_at, counter_version
          from public.usage_records
          where kind = 'reset'
          union all
          -- Not among the others where it is on its way out or stands apart.
          select account_id, feature_code, period_start, created_at, counter_version
          from public.%1$I
          where kind = 'reset'
        ) as found
        join public.user_usage as wiped using (account_id, feature_code, period_start)
      ),
      charged as materialized (
        select
          record.account_id, record.feature_code, record.id, record.period_start, record.occurred_at,
          record.counter_version, record.amount
        from public.%1$I as record
        where record.kind = 'use'
          and record.period_start is not null
          and not exists (
            select
            from public.usage_voids as void
            where void.account_id = record.account_id and void.record_id = record.id
          )
          and not exists (
            select
            from reset
            where reset.account_id = record.account_id
              and reset.feature_code = record.feature_code
              and case
                when reset.period_start = record.period_start
                then coalesce(
                  reset.counter_version > record.counter_version,
                  reset.created_at >= record.created_at
                )
                else reset.period_start > record.period_start
                  and reset.counts_from < reset.period_start
                  and reset.counts_from <= record.occurred_at
              end
          )
      ),
      -- From where counters count, and from where one without end would, now or once the feature has left the plan and
      -- come back: of what a row holds each counts all, or nothing.
      bound as materialized (
        select account_id, feature_code, array_agg(distinct at order by at) as bounds
        from (select distinct account_id, feature_code from charged) as found
        cross join lateral (
          select usage.counts_from
          from public.user_usage as usage
          where usage.account_id = found.account_id and usage.feature_code = found.feature_code
          union all
          select entitlement.anchor_at
          from public.account_entitlements as entitlement
          where entitlement.account_id = found.account_id and entitlement.feature_code = found.feature_code
          union all
          select past.anchor_at
          from public.account_entitlement_history as past
          where past.account_id = found.account_id and past.feature_code = found.feature_code
          union all
          select account_plan.anchor_at
          from public.account_plans as account_plan
          where account_plan.account_id = found.account_id
        ) as known(at)
        -- The uses of the month happened in between.
        where known.at > $1 - public.max_usage_age() - interval '1 day'
          and known.at < $2 + interval '1 day'
        group by account_id, feature_code
      )
      select
        record.account_id, record.feature_code, $1, record.period_start, max(record.occurred_at),
        max(record.counter_version), sum(record.amount),
        coalesce(array_agg(payment.record_id) filter (where payment.record_id is not null), '{}')
      from charged as record
      left join bound on bound.account_id = record.account_id and bound.feature_code = record.feature_code
      left join public.usage_payments as payment
        on payment.account_id = record.account_id and payment.record_id = record.id
      group by
        record.account_id, record.feature_code, record.period_start,
        width_bucket(record.occurred_at, bound.bounds)
    $query$,
    v_table
  )
  using p_month, public.next_usage_month(p_month);
end;
$$;
