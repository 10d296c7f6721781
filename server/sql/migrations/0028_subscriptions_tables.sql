-- Plans that were bought, each for the time that was paid for. An account has the plan of the one that runs, else the
-- default plan; they follow each other without overlap.
create table public.subscriptions (
  account_id uuid not null references public.accounts (id),
  id uuid not null,
  plan_id uuid not null references public.plans (id),
  plan_version_id uuid not null references public.plan_versions (id),
  interval text not null,
  -- What it came from, once each.
  source text not null,
  source_id text collate "C" not null,
  starts_at timestamptz not null,
  -- `infinity`: for life.
  ends_at timestamptz not null,
  -- When it was taken back, before or after its end.
  ended_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, id),
  constraint interval_is_known check (interval in ('month', 'year', 'lifetime')),
  constraint source_is_known check (source in ('purchase')),
  constraint subscription_lasts check (ends_at > starts_at)
);

create unique index subscriptions_source on public.subscriptions (account_id, source, source_id);
create index subscriptions_time on public.subscriptions (account_id, starts_at) where ended_at is null;
create index subscriptions_plan on public.subscriptions (plan_id);

-- Until when the version that waits is paid for, null for no end: then something else follows, which is found once that
-- version has come.
alter table public.account_plans add column next_ends_at timestamptz;
