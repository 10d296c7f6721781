-- They have other parameters, or tell less.
drop function if exists public.plan_refund(uuid, uuid, bigint, boolean, timestamptz);
drop function if exists public.claim_refunds(int, timestamptz);
