-- Both take the instant by now.
drop function if exists public.publish_plan_version(uuid, int, jsonb, jsonb, text);
drop function if exists public.publish_package_version(uuid, int, jsonb, jsonb, text);
