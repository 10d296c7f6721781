-- What counters still count of months of records that have left for files (docs/adr/0043): what carries uses over, and
-- what gives back the credits that paid for them, goes on without the files. Of months that are kept it tells nothing,
-- even where rows of theirs stand here: they are about to leave, or have come back.
create table public.archived_uses (
  account_id uuid not null,
  feature_code text collate "C" not null,
  -- The first instant of the month of UTC in which they were recorded.
  month timestamptz not null,
  -- The counter that they were charged to.
  period_start timestamptz not null,
  -- When the last of them happened. No counter counts from an instant between two of a row.
  last_at timestamptz not null,
  -- The greatest version that one of them gave its counter; null for those of before versions were.
  last_version bigint,
  amount numeric not null,
  -- The records of those that credits paid for.
  paid_ids uuid[] not null,
  primary key (account_id, feature_code, month, period_start, last_at)
);
