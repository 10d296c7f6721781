-- The repair that mends what a rule tells, null where a person must decide. Each repair derives a number anew from what
-- it is the sum of, or does what was due.
-- `last_seq = last line` has none: where lines are gone from the end of the ledger, this alone tells that.
create or replace function public.health_repair(p_rule text) returns text
language sql
immutable
set search_path = ''
as $$
  select
    case
      when p_rule in (
        'balance = sum of lots', 'balance = last line', 'held = sum of lots', 'held = sum of holds',
        'debt = sum of lots', 'debt = sum of lines', 'remaining = sum of lines', 'expired = sum of lines',
        'revoked = sum of lines', 'owed = sum of lines', 'used = uses that did not come back',
        'held of a lot = sum of its holds'
      ) then 'rebuild_credits'
      when p_rule in ('due_at is not late', 'no credits are past their time') then 'settle_credits'
      when p_rule in ('used = sum of records', 'reserved = sum of holds') then 'recount_usage'
      when p_rule = 'no hold is past its time' then 'free_holds'
      when p_rule = 'messages go out' then 'send_again'
      when p_rule in (
        'what is paid is given once, what is not is not given', 'what is taken is the part whose money goes back',
        'plans and days end with all of their money', 'money that came has its role', 'what bought nothing goes back',
        'the status follows from the money', 'what is refunded is the part of the money that is gone',
        'goods are given in time'
      ) then 'settle_order'
      when p_rule = 'no order is past its time' then 'end_order'
      when p_rule in (
        'what was paid at the provider was paid here', 'what went back at the provider went back here',
        'disputes stand as at the provider'
      ) then 'apply_answer'
      when p_rule = 'attempts are asked about in time' then 'ask_now'
      when p_rule = 'what providers say has its effect' then 'replay_event'
    end;
$$;
