-- Set while a feature is archived: plans that have it keep it, and no other plan can get it.
alter table public.features add column archived_at timestamptz;
