-- When overrides end (see end_due_overrides).
create index account_entitlements_override_ends on public.account_entitlements (override_expires_at)
where override_expires_at is not null;

-- The note that a version waits for the renewal is taken to many accounts in turns, too: beside a version that all of
-- them get at once, a plan may have one of these under way.
alter table public.plan_rollouts
  add column rollout text not null default 'now',
  -- Not before: all accounts had their turn, and those that failed have theirs again then.
  add column retry_at timestamptz not null default '-infinity',
  add constraint rollout_is_known check (rollout in ('now', 'renewal')),
  drop constraint plan_rollouts_pkey,
  add primary key (plan_id, rollout);
alter table public.plan_rollouts alter column rollout drop default;
create unique index plan_rollouts_plan_version_id on public.plan_rollouts (plan_version_id);

drop function if exists public.next_plan_rollout();
drop function if exists public.advance_plan_rollout(uuid, int, timestamptz);

-- Accounts that could not be changed together with others, which went on without them (see change_accounts). It may be
-- that somebody holds the account's row, so nothing here refers to it.
create table public.account_change_failures (
  account_id uuid not null,
  change text not null,
  -- The version that it was to get, or to wait for.
  plan_version_id uuid references public.plan_versions (id) on delete cascade,
  attempts int not null,
  error text not null,
  failed_at timestamptz not null,
  retry_at timestamptz not null,
  -- When admins were told, once for all attempts.
  told_at timestamptz,
  primary key (account_id, change),
  constraint change_is_known check (change in ('rollout', 'renewal_note', 'renewal', 'override_end'))
);

create index account_change_failures_plan_version on public.account_change_failures (plan_version_id, retry_at);
create index account_change_failures_untold on public.account_change_failures (failed_at) where told_at is null;

-- The audit log of all accounts, newest first, whole or of one action.
create index audit_log_at on public.audit_log (at desc, id desc);
create index audit_log_action on public.audit_log (action, at desc, id desc);
