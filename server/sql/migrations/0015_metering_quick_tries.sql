-- How often an account was tried again at once, because somebody merely held it (see note_change_failure); such tries are
-- no attempts that admins would hear of.
alter table public.account_change_failures add column quick_tries int not null default 0;

drop function if exists public.note_change_failure(text, uuid, uuid, text, timestamptz);
