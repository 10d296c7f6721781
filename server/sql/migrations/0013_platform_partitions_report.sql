-- It tells now how many months it could not make (see ensure_usage_partitions.sql).
drop function if exists public.ensure_usage_partitions(timestamptz, timestamptz);
