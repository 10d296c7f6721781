-- Usage summed up, so that statistics read a few rows a day instead of every record (docs/adr/0042).

-- What an account used of a feature in a day of UTC, by quarters of an hour: every zone's hours and days begin with
-- one, so that an account may move to any zone. By when it happened. A quarter stands here once anything was recorded
-- in it, even if all of that was taken back.
create table public.usage_sums (
  account_id uuid not null,
  day date not null,
  feature_code text collate "C" not null,
  -- In step, ascending: 0 is the quarter that begins at midnight.
  quarters smallint[] not null,
  used numeric[] not null,
  events bigint[] not null,
  primary key (account_id, day, feature_code),
  constraint quarters_in_step
    check (cardinality(quarters) = cardinality(used) and cardinality(quarters) = cardinality(events))
)
with (fillfactor = 80);

-- All accounts together, by when uses were recorded, in days of UTC; those voided since are still counted.
create table public.usage_recorded_days (
  day date primary key,
  uses bigint not null
);

-- Records that the sums would miss, or the search for what they lack: told long after they happened, or written with an
-- id of a time that is being summed up already. Gone once they are summed up.
create table public.usage_stragglers (
  account_id uuid not null,
  record_id uuid not null,
  feature_code text collate "C" not null,
  kind text not null,
  amount bigint not null,
  occurred_at timestamptz not null,
  primary key (account_id, record_id)
);

-- One row.
create table public.usage_sums_state (
  is_only boolean primary key default true,
  -- Where summing up began: months that were made later, for times before it, hold stragglers only.
  summed_from timestamptz not null,
  -- Records with ids of times before this one are summed up, except stragglers that still stand.
  summed_until timestamptz not null,
  -- How far that goes next: from its commit on, whoever writes a record of a time before it notes a straggler.
  aim_at timestamptz not null,
  -- Since when late records are noted as stragglers.
  noted_from timestamptz not null,
  constraint there_is_only_one check (is_only),
  constraint in_order check (summed_from <= summed_until and summed_until <= aim_at)
);

insert into public.usage_sums_state (summed_from, summed_until, aim_at, noted_from)
values ('2000-01-01 00:00:00+00', '2000-01-01 00:00:00+00', '2000-01-01 00:00:00+00', clock_timestamp());
