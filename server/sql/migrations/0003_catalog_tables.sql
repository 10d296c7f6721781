create table public.features (
  code text primary key,
  name jsonb not null,
  description jsonb,
  unit text not null,
  kind text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint code_is_snake_case check (code ~ '^[a-z][a-z0-9_]{1,63}$'),
  constraint kind_is_known check (kind in ('metered', 'boolean'))
);

create table public.plans (
  id uuid primary key,
  code text not null,
  status text not null default 'draft',
  sort_order int not null default 0,
  -- New accounts start on it.
  is_default boolean not null default false,
  current_version int not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint code_is_well_formed check (code ~ '^[a-z][a-z0-9_-]{1,63}$'),
  constraint status_is_known check (status in ('draft', 'active', 'archived')),
  constraint default_is_active check (status = 'active' or not is_default)
);

create unique index plans_code on public.plans (code);
create unique index plans_one_default on public.plans (is_default) where is_default;

-- The published content of a plan; never changed afterwards, so that an account knows for ever what it was given.
create table public.plan_versions (
  id uuid primary key,
  plan_id uuid not null references public.plans (id) on delete cascade,
  version int not null,
  name jsonb not null,
  description jsonb not null,
  highlighted boolean not null default false,
  published_at timestamptz not null default now(),
  -- {"kind", "id", "name"} of who published it.
  actor jsonb not null,
  reason text,
  constraint version_is_positive check (version > 0),
  unique (plan_id, version)
);

create table public.plan_prices (
  id uuid primary key,
  plan_version_id uuid not null references public.plan_versions (id) on delete cascade,
  interval text not null,
  amount_minor bigint not null,
  currency text not null,
  position int not null,
  constraint interval_is_known check (interval in ('month', 'year', 'lifetime')),
  constraint amount_is_not_negative check (amount_minor >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  unique (plan_version_id, interval, currency)
);

create table public.plan_features (
  plan_version_id uuid not null references public.plan_versions (id) on delete cascade,
  feature_code text not null references public.features (code),
  -- Metered: -1 is unlimited, 0 is none. Boolean features have none.
  quota bigint,
  reset_period text,
  overage text not null default 'block',
  alert_thresholds smallint[] not null default '{80,95,100}',
  -- Boolean features: on or off.
  is_enabled boolean not null default true,
  position int not null,
  primary key (plan_version_id, feature_code),
  constraint quota_is_minus_one_or_more check (quota between -1 and 9007199254740991),
  constraint reset_period_is_known check (reset_period in ('daily', 'monthly', 'never')),
  constraint metered_has_quota_and_period check ((quota is null) = (reset_period is null)),
  constraint overage_is_known check (overage in ('block', 'credits', 'bill')),
  constraint thresholds_are_one_to_ten check (cardinality(alert_thresholds) between 1 and 10),
  constraint thresholds_are_percentages check (1 <= all (alert_thresholds) and 100 >= all (alert_thresholds))
);

create index plan_features_feature_code on public.plan_features (feature_code);

-- Grows with every change of the catalog, in the order of commits: who reads it together with the catalog, in one
-- statement, can tell a newer picture from an older one. Locked first by every change, so changes take turns.
create table public.catalog_revision (
  is_only boolean primary key default true,
  revision bigint not null,
  constraint one_row_only check (is_only)
);

insert into public.catalog_revision (revision) values (1);

-- Every change to a plan, with each field before and after. Append-only.
create table public.plan_history (
  id uuid primary key,
  plan_id uuid not null,
  plan_code text not null,
  version int not null,
  action text not null,
  actor jsonb not null,
  at timestamptz not null default now(),
  reason text,
  -- [{"path", "before", "after"}]
  changes jsonb not null,
  request_id text
);

create index plan_history_plan on public.plan_history (plan_id, at desc);
create index plan_history_at on public.plan_history (at desc);

create trigger _100_forbid_change before update or delete on public.plan_history
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update on public.plan_versions
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update on public.plan_prices
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update on public.plan_features
for each row execute function public.tg_forbid_change();
