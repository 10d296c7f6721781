-- The version that the counter had once this was charged to it or, for a reset, taken from it: tells whether a use
-- came before a reset of its counter, whichever of the two had asked first. Null for late uses, voids, and all that
-- was written before this column.
alter table public.usage_records add column counter_version bigint;

-- Versions published with rollout "now" that have not reached all who had their plan (see advance_plan_rollout).
create table public.plan_rollouts (
  plan_id uuid primary key references public.plans (id) on delete cascade,
  plan_version_id uuid not null references public.plan_versions (id) on delete cascade,
  -- All accounts up to this one, in the order of their ids, have been reached.
  reached_account_id uuid,
  created_at timestamptz not null,
  -- When a turn last failed: others come first then.
  failed_at timestamptz
);

create index usage_reservations_closed on public.usage_reservations (closed_at) where status <> 'held';
