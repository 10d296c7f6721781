-- Judges uses of one account one by one, in their order, and writes those that fit: the careful half of
-- consume_credits_many, for accounts where more than one lot is needed, something is refused, or one key comes twice
-- (`p_has_twins`): the first of these counts, the second replays it.
--
-- Arrays run in step: `p_ordinals` are the uses' places in the whole call; a cost is null where an action has no
-- price. Keys that were taken before are sorted out. Usage records that are paid for stand in `p_usage_record_ids`.
-- The caller holds the balance's lock and has settled it.
-- Called by: consume_credits_many, and what lets credits pay for use beyond a quota.
create or replace function public.judge_credit_uses(
  p_account_id uuid,
  p_ordinals int[],
  p_costs bigint[],
  p_actions text[],
  p_reference_ids text[],
  p_keys text[],
  p_has_twins boolean,
  p_now timestamptz,
  p_usage_record_ids uuid[] default '{}'
) returns setof public.credit_outcome
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  -- One at a time: of a thousand lots, only those that pay are read.
  v_lots cursor for
    select id, remaining - held as free
    from public.credit_lots
    where account_id = p_account_id and is_open
    order by priority, expires_at, created_at, id;
  v_lot record;
  v_free bigint := 0;
  v_left bigint;
  v_part bigint;
  -- Uses accepted so far: what they became, and their places.
  v_lines public.credit_outcome[] := '{}';
  v_places int[] := '{}';
  v_first int;
  v_outcome public.credit_outcome;
  -- Parts of the accepted uses: the use's place among these, the lot, and what it paid.
  v_part_lines int[] := '{}';
  v_part_lots uuid[] := '{}';
  v_part_amounts bigint[] := '{}';
  v_parts int := 0;
begin
  select * into v_balance from public.credit_balances where account_id = p_account_id;
  open v_lots;

  for v_place in 1..cardinality(p_ordinals) loop
    v_outcome := null;
    v_outcome.ordinal := p_ordinals[v_place];
    v_first := null;
    if p_has_twins and p_keys[v_place] is not null then
      select nth into v_first
      from unnest(v_places) with ordinality as accepted(place, nth)
      where p_keys[accepted.place] = p_keys[v_place];
    end if;

    if v_first is not null then
      if public.is_same_credit_use(
        p_actions[v_places[v_first]], p_costs[v_places[v_first]], p_reference_ids[v_places[v_first]],
        p_actions[v_place], p_costs[v_place], p_reference_ids[v_place]
      ) then
        v_outcome := v_lines[v_first];
        v_outcome.ordinal := p_ordinals[v_place];
        v_outcome.status := 'replayed';
      else
        v_outcome.status := 'rejected';
        v_outcome.code := 'idempotency_mismatch';
      end if;
      return next v_outcome;
      continue;
    end if;

    v_outcome.status := 'rejected';
    v_outcome.amount := p_costs[v_place];
    if v_outcome.amount is null then
      v_outcome.code := 'action_unknown';
      return next v_outcome;
      continue;
    elsif v_outcome.amount > v_balance.balance - v_balance.held then
      v_outcome.code := 'insufficient_credits';
      v_outcome.available := v_balance.balance - v_balance.held;
      return next v_outcome;
      continue;
    end if;

    v_left := v_outcome.amount;
    while v_left > 0 loop
      if v_free = 0 then
        fetch v_lots into v_lot;
        if not found then
          raise exception 'the lots of account % hold less than its balance', p_account_id
            using errcode = 'data_corrupted';
        end if;
        v_free := v_lot.free;
      end if;
      v_part := least(v_free, v_left);
      v_free := v_free - v_part;
      v_left := v_left - v_part;
      v_parts := v_parts + 1;
      v_part_lines[v_parts] := cardinality(v_places) + 1;
      v_part_lots[v_parts] := v_lot.id;
      v_part_amounts[v_parts] := v_part;
    end loop;

    v_balance.balance := v_balance.balance - v_outcome.amount;
    v_balance.last_seq := v_balance.last_seq + 1;
    v_outcome.status := 'recorded';
    v_outcome.transaction_id := public.uuid_v7(p_now);
    v_outcome.seq := v_balance.last_seq;
    v_outcome.available := v_balance.balance - v_balance.held;
    -- Where the last part is the whole, one lot has paid.
    v_outcome.lot_id := case when v_part = v_outcome.amount then v_lot.id end;
    v_places[cardinality(v_places) + 1] := v_place;
    v_lines[cardinality(v_places)] := v_outcome;
    return next v_outcome;
  end loop;
  close v_lots;

  perform public.write_credit_uses(
    v_balance, v_lines, v_places, p_actions, p_reference_ids, p_keys, p_usage_record_ids, v_part_lines, v_part_lots,
    v_part_amounts, p_now
  );
end;
$$;
