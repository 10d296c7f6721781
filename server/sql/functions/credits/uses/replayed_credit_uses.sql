-- Part of consume_credits_many: the outcomes of uses that are not new. Arrays run in step with the call's: a use is
-- refused for its code, else it replays the line of its seq.
create or replace function public.replayed_credit_uses(
  p_account_ids uuid[],
  p_codes text[],
  p_are_new boolean[],
  p_taken_seqs bigint[]
) returns setof public.credit_outcome
language sql
stable
set search_path = ''
as $$
  select
    use.ordinal::int, case when use.code is null then 'replayed' else 'rejected' end, use.code,
    taken.id, taken.seq, taken.amount, taken.balance_after - taken.held_after, taken.lot_id
  from unnest(p_account_ids, p_codes, p_are_new, p_taken_seqs)
    with ordinality as use(account_id, code, is_new, taken_seq, ordinal)
  left join public.credit_transactions as taken
    on use.code is null and taken.account_id = use.account_id and taken.seq = use.taken_seq
  where not use.is_new;
$$;
