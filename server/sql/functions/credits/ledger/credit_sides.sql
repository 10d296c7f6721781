-- The two sides of a line follow from its type, so they can't disagree: the amount leaves one and enters the other.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.credit_sides(
  p_type text,
  out from_side text,
  out to_side text
)
language sql
immutable
parallel safe
as $$
  select
    case p_type
      when 'grant' then 'issued'
      when 'return' then 'consumed'
      when 'debt' then 'debt'
      when 'reinstate' then 'revoked'
      when 'debt_waived' then 'revoked'
      else 'balance'
    end,
    case p_type
      when 'consume' then 'consumed'
      when 'expire' then 'expired'
      when 'write_off' then 'expired'
      when 'revoke' then 'revoked'
      when 'debt' then 'revoked'
      when 'debt_repaid' then 'debt'
      when 'debt_waived' then 'debt'
      else 'balance'
    end;
$$;
