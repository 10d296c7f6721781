-- Tells an honest retry from another request under the same key.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.usage_request_hash(
  p_feature_code text,
  p_amount bigint,
  p_occurred_at timestamptz,
  p_metadata jsonb
) returns uuid
language sql
stable
parallel safe
as $$
  select md5(row(p_feature_code, p_amount, extract(epoch from p_occurred_at), p_metadata)::text)::uuid;
$$;
