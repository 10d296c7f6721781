-- What the owner's limit for a period leaves for a counter, in credits; null where they have set none, or let none pay.
create or replace function public.overage_cap_left(p_counter public.user_usage) returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select greatest(cap_per_period - p_counter.overage_credits, 0)
    from public.elastic_consents
    where account_id = p_counter.account_id and feature_code = p_counter.feature_code and is_enabled
  );
end;
$$;
