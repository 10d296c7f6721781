-- Told together with what is spent (subscription_credits).
drop function if exists public.taken_plan_credits(uuid, uuid);
