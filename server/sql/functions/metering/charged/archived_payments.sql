-- What credits have paid of the uses that a row of charged_archived_uses stands for. It may be of before some of them
-- were voided, while their month is on its way out: these have come back.
-- No search_path of its own: Postgres inlines it into its callers, which have one.
create or replace function public.archived_payments(
  p_archived public.archived_uses
) returns setof public.usage_payments
language sql
stable
as $$
  select payment.*
  from public.usage_payments as payment
  where payment.account_id = p_archived.account_id
    and payment.record_id = any (p_archived.paid_ids)
    and not exists (
      select
      from public.usage_voids as void
      where void.account_id = payment.account_id and void.record_id = payment.record_id
    );
$$;
