-- As charged_uses, of months that have left for files: what still counts of them. Nothing there can be voided any more;
-- resets since then wipe it, while their own month is kept, and note_archived_uses once that leaves. Whoever counts
-- records, too, asks oldest_kept_usage once for both.
-- No search_path of its own: Postgres inlines it into its callers, which have one.
create or replace function public.charged_archived_uses(
  p_account_id uuid,
  p_feature_code text,
  p_oldest_kept uuid
) returns setof public.archived_uses
language sql
stable
as $$
  select archived.*
  from public.archived_uses as archived
  where archived.account_id = p_account_id
    and archived.feature_code = p_feature_code
    and public.uuid_v7_floor(archived.month) < p_oldest_kept
    and not exists (
      select
      from public.usage_records as reset
      join public.user_usage as wiped
        on wiped.account_id = reset.account_id
        and wiped.feature_code = reset.feature_code
        and wiped.period_start = reset.period_start
      where reset.account_id = p_account_id
        and reset.feature_code = p_feature_code
        and reset.kind = 'reset'
        and case
          when wiped.period_start = archived.period_start
          then coalesce(reset.counter_version > archived.last_version, true)
          else wiped.period_start > archived.period_start
            and wiped.counts_from < wiped.period_start
            and wiped.counts_from <= archived.last_at
        end
    );
$$;
