-- Credits that a plan includes, so many in each of its intervals: content of a plan version, published with it.
create table public.plan_credits (
  plan_version_id uuid primary key references public.plan_versions (id) on delete cascade,
  amount bigint not null,
  interval text not null,
  -- How many further intervals the credits live; with 0 they end with their own.
  rollover_periods int not null,
  constraint amount_is_positive check (amount between 1 and 9007199254740991),
  constraint interval_is_known check (interval in ('month', 'year')),
  constraint rollover_is_0_to_12 check (rollover_periods between 0 and 12)
);

create trigger _100_forbid_change before update on public.plan_credits
for each row execute function public.tg_forbid_change();

-- The plan versions that give an account credits, gave them, or will: one holds at a time. What a version gives stands
-- here once more, so that it can be told after its plan was deleted.
create table public.account_plan_credits (
  account_id uuid not null references public.credit_balances (account_id),
  plan_version_id uuid not null,
  amount bigint not null,
  interval text not null,
  rollover_periods int not null,
  -- Months and years are counted from here.
  anchor_at timestamptz not null,
  -- When it holds: no period is begun outside of it.
  starts_at timestamptz not null,
  ends_at timestamptz not null default 'infinity',
  -- The last period that it began, up to `granted_until`: in it nothing more is due.
  period_start timestamptz not null default '-infinity',
  granted_until timestamptz not null default '-infinity',
  -- When it begins a period next.
  due_at timestamptz not null generated always as (
    case when greatest(starts_at, granted_until) < ends_at then greatest(starts_at, granted_until) else 'infinity' end
  ) stored,
  primary key (account_id, plan_version_id),
  constraint interval_is_known check (interval in ('month', 'year'))
);

create unique index account_plan_credits_one_open on public.account_plan_credits (account_id)
where ends_at = 'infinity';
