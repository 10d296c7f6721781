-- Spends credits of any number of accounts in one statement: the one way to consume, beside committing what was held.
--
-- Each use stands in the same place of every array, by an amount or by an action that has a price; null references and
-- keys are allowed. Uses of one account are judged in their order; one that is refused takes nothing, so that a later,
-- smaller one may fit. Outcomes come in any order, told apart by `ordinal`; a rejected one says why: account_unknown,
-- invalid_input, action_unknown, idempotency_mismatch, insufficient_credits.
--
-- How: lock every balance and settle what is due; where all new uses of an account fit together into the lot that burns
-- next, write them set-based; give accounts where they don't, or where a key comes twice, to judge_credit_uses. Both
-- halves agree by construction: what fits into the next lot as a whole, fits in any order.
--
-- Locks: the balances in the order of accounts (docs/adr/0009-lock-order.md). Keys lie in the lines, and the
-- balance's lock makes their probe exact.
-- Errors: 55P03 when somebody holds a balance for longer than a use takes (then see held_credit_accounts).
-- The join methods are pinned: guessed row counts would flip them to quadratic plans (docs/performance.md). No step
-- joins its rows with another step's, for the same reason.
create or replace function public.consume_credits_many(
  p_account_ids uuid[],
  p_amounts bigint[],
  p_actions text[],
  p_reference_ids text[],
  p_keys text[],
  p_now timestamptz default clock_timestamp()
) returns setof public.credit_outcome
language plpgsql
set search_path = ''
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set lock_timeout = '50ms'
as $$
declare
  v_locked record;
  v_judged record;
  v_clock bigint;
  v_twin_accounts uuid[];
begin
  for v_attempt in 1..2 loop
    -- Each row as it is once its lock is had; null where there is none to lock.
    select
      array_agg(balance.balance) as balances,
      array_agg(balance.held) as held,
      array_agg(balance.last_seq) as last_seqs,
      array_agg(balance.version) as versions,
      -- Not made distinct here: the aggregates beside it would come in its order.
      array_agg(balance.account_id) filter (where balance.due_at <= p_now) as due
    into v_locked
    from (
      select balance.*
      from (
        select account_id, ordinal
        from unnest(p_account_ids) with ordinality as use(account_id, ordinal)
        order by account_id
      ) as use
      left join lateral (
        select * from public.credit_balances where account_id = use.account_id for no key update
      ) as balance on true
      order by use.ordinal
    ) as balance;

    exit when v_locked.due is null;
    perform public.settle_credits(account_id, p_now)
    from (select distinct account_id from unnest(v_locked.due) as account_id) as due;
  end loop;

  v_clock := public.version_clock();
  v_twin_accounts := array(
    select account_id
    from unnest(p_account_ids, p_keys) as use(account_id, key)
    where key is not null
    group by account_id, key
    having count(*) > 1
  );

  -- A use is new where it is neither replayed nor refused whatever the balance. A new one that is clean gets an id;
  -- `spent_after` and `seq` make its line, `total` is what its account spends, told by its last one alone. (Sums below
  -- 2^53 are exact in float8, several times faster than numeric, and a sum past it is past every lot.)
  select
    array_agg(fit.code) as codes,
    array_agg(fit.is_new) as are_new,
    array_agg(fit.cost) as costs,
    array_agg(case when fit.is_clean then public.uuid_v7(p_now) end) as ids,
    array_agg(fit.seq) as seqs,
    array_agg(case when fit.is_clean then fit.spent_after::bigint end) as spent_after,
    array_agg(case when fit.is_clean and fit.is_last then fit.total::bigint end) as totals,
    array_agg(fit.lot_id) as lot_ids,
    array_agg(fit.taken_seq) as taken_seqs,
    bool_and(fit.is_clean) as all_clean,
    bool_or(fit.is_new and not fit.is_clean) as has_others
  into v_judged
  from (
    select
      judged.*,
      last_seq + count(cost) over account_so_far as seq,
      sum(cost::float8) over account_so_far as spent_after,
      sum(cost::float8) over account as total,
      cost is not null
        and coalesce(sum(cost::float8) over account <= free, false)
        and account_id <> all (v_twin_accounts) as is_clean,
      count(cost) over account_so_far = count(cost) over account as is_last
    from (
      select
        use.ordinal, use.account_id, use.last_seq, lot.id as lot_id, lot.free, verdict.code, taken.seq as taken_seq,
        verdict.code is null and taken.seq is null as is_new,
        case
          when verdict.code is null and taken.seq is null then coalesce(use.amount, price.amount)
        end as cost
      from unnest(
        p_account_ids, p_amounts, p_actions, p_reference_ids, p_keys, v_locked.last_seqs
      ) with ordinality as use(account_id, amount, action, reference_id, key, last_seq, ordinal)
      -- With a limit, it is a probe for each use, whatever the table's statistics say: of a young one they say little.
      left join lateral (
        select *
        from public.credit_transactions
        where account_id = use.account_id and key = use.key and type = 'consume'
        limit 1
      ) as taken on true
      left join public.credit_prices as price on price.action = use.action
      left join lateral (
        select id, remaining - held as free
        from public.credit_lots
        where account_id = use.account_id and is_open
        order by priority, expires_at, created_at, id
        limit 1
      ) as lot on true
      cross join lateral (
        select case
          when use.last_seq is null then 'account_unknown'
          when num_nonnulls(use.amount, use.action) <> 1 or use.amount not between 1 and public.counter_limit()
          then 'invalid_input'
          when taken.seq is not null then
            case
              when not public.is_same_credit_use(
                taken.action, taken.amount, taken.reference_id, use.action, use.amount, use.reference_id
              ) then 'idempotency_mismatch'
            end
          -- Where a key comes twice, it may be another use's by then.
          when use.amount is null and price.amount is null and use.account_id <> all (v_twin_accounts)
          then 'action_unknown'
        end as code
      ) as verdict
    ) as judged
    window
      account as (partition by account_id),
      account_so_far as (partition by account_id order by ordinal)
    order by ordinal
  ) as fit;

  return query
  with use as materialized (
    select *, balance - spent_after as balance_after
    from unnest(
      p_account_ids, p_actions, p_reference_ids, p_keys, v_locked.balances, v_locked.held, v_locked.versions,
      v_judged.ids, v_judged.costs, v_judged.seqs, v_judged.spent_after, v_judged.totals, v_judged.lot_ids
    ) with ordinality as use(
      account_id, action, reference_id, key, balance, held, version, id, cost, seq, spent_after, total, lot_id, ordinal
    )
    where id is not null
  ),
  line as (
    insert into public.credit_transactions (
      account_id, seq, id, created_at, type, amount, balance_after, held_after, lot_id, action, reference_id, key
    )
    select
      account_id, seq, id, p_now, 'consume', cost, balance_after, held, lot_id, action, reference_id, key
    from use
  ),
  lot as (
    update public.credit_lots as lot
    set remaining = lot.remaining - use.total, used = lot.used + use.total
    from use
    where use.total is not null and lot.account_id = use.account_id and lot.id = use.lot_id
  ),
  balance as (
    update public.credit_balances as balance
    set balance = use.balance_after, last_seq = use.seq, version = greatest(use.version + 1, v_clock)
    from use
    where use.total is not null and balance.account_id = use.account_id
  )
  select ordinal::int, 'recorded', null::text, id, seq, cost, balance_after - held, lot_id
  from use;

  if not v_judged.all_clean then
    return query
    select * from public.replayed_credit_uses(p_account_ids, v_judged.codes, v_judged.are_new, v_judged.taken_seqs);
  end if;
  if v_judged.has_others then
    return query
    select *
    from public.judge_other_uses(
      p_account_ids, v_judged.are_new, v_judged.ids, v_judged.costs, p_actions, p_reference_ids, p_keys,
      v_twin_accounts, p_now
    );
  end if;
end;
$$;
