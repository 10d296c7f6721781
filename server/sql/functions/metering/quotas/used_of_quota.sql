-- What a quota itself pays of the use that counts against it: all but what credits did. They pay for holds, too, beside
-- what the quota pays of them; what is held may come back, so what credits pay is taken to be of it first, and no hold
-- makes less of what is used already (docs/adr/0044-percent-of-what-the-quota-pays.md). `ofQuota` says the same in
-- TypeScript.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.used_of_quota(p_used bigint, p_reserved bigint, p_overage bigint) returns bigint
language sql
immutable
parallel safe
as $$
  select least(p_used, p_used + p_reserved - p_overage);
$$;
