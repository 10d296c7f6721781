-- What the system health check found (functions/health/README.md).

-- Each time that somebody or something looked.
create table public.health_runs (
  id uuid primary key,
  -- full: all accounts; recent: those that have moved since the look before.
  kind text not null,
  started_at timestamptz not null,
  -- Moved on with every range of accounts: a run that stands still has died with its node.
  progress_at timestamptz not null,
  finished_at timestamptz,
  accounts bigint not null default 0,
  -- Advice on the configuration: [{"rule", "detail"}].
  notices jsonb not null default '[]',
  -- Why it did not come to its end.
  error text,
  constraint kind_is_known check (kind in ('full', 'recent'))
);

create index health_runs_newest on public.health_runs (kind, started_at desc);

-- What is wrong as far as is known: each look replaces what the ones before found of the same accounts.
create table public.health_findings (
  -- Follows from what is wrong where, so it stays the same however often that is seen.
  id uuid primary key,
  -- Of checks, in the order of the report.
  check_name text not null,
  rule text not null,
  -- Null where it is about no account. It may be of one that is gone.
  account_id uuid,
  -- What "is", what "should be", and which row of the account it is.
  detail jsonb not null,
  -- The repair that is safe; null where a person must decide.
  repair text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Set once it was repaired, until it is seen again.
  repaired_at timestamptz
);

create index health_findings_account on public.health_findings (account_id);
create index health_findings_open on public.health_findings (check_name, first_seen_at) where repaired_at is null;

-- One thing that a check found.
create type public.health_breach as (check_name text, rule text, account_id uuid, detail jsonb);
