-- Packages: credits at once, and an allowance for each day, for some days (functions/credits/README.md).

create table public.packages (
  id uuid primary key,
  code text not null,
  status text not null default 'draft',
  sort_order int not null default 0,
  current_version int not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint code_is_well_formed check (code ~ '^[a-z][a-z0-9_-]{1,63}$'),
  constraint status_is_known check (status in ('draft', 'active', 'archived'))
);

create unique index packages_code on public.packages (code);

-- The published content of a package; never changed afterwards, so that it is known for ever what was bought.
create table public.package_versions (
  id uuid primary key,
  package_id uuid not null references public.packages (id) on delete cascade,
  version int not null,
  name jsonb not null,
  description jsonb not null,
  -- What comes at once; 0 where there is only an allowance.
  credits bigint not null,
  -- How long the credits and the allowance last, in days of the account's calendar.
  validity_days int not null,
  -- What comes each day, and ends with it.
  daily_credits bigint,
  -- Of the credits that come at once.
  priority smallint not null default 50,
  published_at timestamptz not null default now(),
  -- {"kind", "id", "name"} of who published it.
  actor jsonb not null,
  reason text,
  constraint version_is_positive check (version > 0),
  constraint credits_are_not_negative check (credits between 0 and 9007199254740991),
  constraint daily_credits_are_positive check (daily_credits between 1 and 9007199254740991),
  constraint package_gives_something check (credits > 0 or daily_credits is not null),
  constraint validity_is_1_to_3660_days check (validity_days between 1 and 3660),
  constraint priority_is_0_to_100 check (priority between 0 and 100),
  unique (package_id, version)
);

create table public.package_prices (
  id uuid primary key,
  package_version_id uuid not null references public.package_versions (id) on delete cascade,
  amount_minor bigint not null,
  currency text not null,
  position int not null,
  constraint amount_is_positive check (amount_minor > 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  unique (package_version_id, currency)
);

-- Every change to a package, with each field before and after. Append-only.
create table public.package_history (
  id uuid primary key,
  package_id uuid not null,
  package_code text not null,
  version int not null,
  action text not null,
  actor jsonb not null,
  at timestamptz not null default now(),
  reason text,
  -- [{"path", "before", "after"}]
  changes jsonb not null,
  request_id text
);

create index package_history_package on public.package_history (package_id, at desc);
create index package_history_at on public.package_history (at desc);

create trigger _100_forbid_change before update or delete on public.package_history
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update on public.package_versions
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update on public.package_prices
for each row execute function public.tg_forbid_change();

-- A package at work for an account: terms that follow each other without a gap. One at a time for each package; the
-- next one begins after its end.
create table public.user_packages (
  account_id uuid not null references public.credit_balances (account_id),
  id uuid not null,
  package_id uuid not null references public.packages (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Until here the allowance has been given: the end of the account's day that had the last one.
  allowance_until timestamptz not null,
  primary key (account_id, id),
  constraint package_does_not_end_before_it_starts check (ends_at >= starts_at),
  constraint allowance_is_not_before_the_package check (allowance_until >= starts_at)
);

create index user_packages_running on public.user_packages (account_id, package_id, ends_at);
create index user_packages_due on public.user_packages (account_id) where allowance_until < ends_at;
create index user_packages_package on public.user_packages (package_id, ends_at);
create index user_packages_ending on public.user_packages (ends_at);

-- What one purchase or assignment added to it.
create table public.user_package_terms (
  account_id uuid not null,
  id uuid not null,
  user_package_id uuid not null,
  package_version_id uuid not null references public.package_versions (id),
  -- What it came from; its credits are the lot of the same source.
  source text not null,
  source_id text collate "C" not null,
  -- How often the package was taken: so many times its credits, and its days.
  quantity int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- When it was taken back, before or after its end.
  ended_at timestamptz,
  created_at timestamptz not null,
  reason text,
  actor jsonb,
  primary key (account_id, id),
  foreign key (account_id, user_package_id) references public.user_packages (account_id, id),
  constraint source_is_known check (source in ('purchase', 'admin', 'bonus')),
  constraint quantity_is_1_to_1000 check (quantity between 1 and 1000),
  constraint term_lasts check (ends_at > starts_at)
);

create unique index user_package_terms_source on public.user_package_terms (account_id, source, source_id);
create index user_package_terms_package on public.user_package_terms (account_id, user_package_id, starts_at);
create index user_package_terms_version on public.user_package_terms (package_version_id);

-- That credits or a package end in 7, 3 or 1 days, told once each.
create table public.credit_notices (
  account_id uuid not null references public.credit_balances (account_id),
  -- `lot`: credits that end; `package`: a package whose last term ends.
  kind text not null,
  -- The lot; of a package its last term, so that one that was renewed is told of anew.
  ref_id uuid not null,
  days smallint not null,
  package_id uuid references public.packages (id),
  -- What is left of the credits that end then.
  amount bigint not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  primary key (account_id, kind, ref_id, days),
  constraint kind_is_known check (kind in ('lot', 'package')),
  constraint days_are_known check (days in (7, 3, 1)),
  constraint package_is_named check ((kind = 'package') = (package_id is not null))
);

create index credit_notices_created_at on public.credit_notices (account_id, created_at desc);
create index credit_notices_package on public.credit_notices (package_id);

-- Finds what ends soon, whoever's it is.
create index credit_lots_ending on public.credit_lots (expires_at)
where is_open and source <> 'daily' and expires_at < 'infinity';

-- Whose days allowances go by: that of the account, under the lock of its credits.
alter table public.credit_balances add column time_zone text;
update public.credit_balances as balance
set time_zone = account.time_zone
from public.accounts as account
where account.id = balance.account_id;
alter table public.credit_balances alter column time_zone set not null;

-- Comes again with another column.
drop function if exists public.credit_lots_at(uuid, timestamptz);
