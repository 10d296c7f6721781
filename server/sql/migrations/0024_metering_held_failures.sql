-- Whether the latest try failed only because somebody else held the account (see note_change_failure): however often
-- that happened, a renewal that is due is not passed over by uses.
alter table public.account_change_failures add column was_held boolean not null default false;

-- They have other parameters, and tell more.
drop function if exists public.apply_due_renewals(int, timestamptz);
drop function if exists public.expire_reservations(int, timestamptz);
