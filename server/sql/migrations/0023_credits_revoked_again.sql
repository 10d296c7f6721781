-- What was taken back of a lot may be more than it came with: after its debt was paid by others, a use may come back to
-- it, and be taken back once more. Rows that are there are sound by the narrower rule, and looked at in 0025, so that
-- nobody waits for that here.
alter table public.credit_lots
  drop constraint lot_is_sound,
  add constraint lot_is_sound check (
    amount > 0 and held >= 0 and held <= remaining and used >= 0 and expired >= 0
    and remaining + used + expired <= amount and owed >= 0 and owed <= revoked
  ) not valid;

-- They have other parameters, and the sweeper tells more.
drop function if exists public.expire_credits(int, timestamptz);
drop function if exists public.set_credit_prices(jsonb, jsonb, text, timestamptz);
drop function if exists public.set_plan_credits(uuid, uuid, timestamptz, timestamptz, uuid, timestamptz);
