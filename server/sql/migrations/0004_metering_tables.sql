-- Codes and keys compare by their bytes: faster, and one order of locks whatever the database's locale.

-- Which plan version an account has. One row an account; the anchor outlives changes of plan, so that switching
-- up and down never starts a fresh period.
create table public.account_plans (
  account_id uuid primary key references public.accounts (id) on delete cascade,
  plan_id uuid not null references public.plans (id),
  plan_version_id uuid not null references public.plan_versions (id),
  -- Given at the account's next renewal: a version published with rollout "renewal".
  next_plan_version_id uuid references public.plan_versions (id),
  anchor_at timestamptz not null,
  renews_at timestamptz not null,
  started_at timestamptz not null,
  updated_at timestamptz not null default now()
);

create index account_plans_plan_id on public.account_plans (plan_id, account_id);
create index account_plans_renewal on public.account_plans (renews_at) where next_plan_version_id is not null;

-- What an account may use now, flattened from its plan version and its override: one indexed read.
create table public.account_entitlements (
  account_id uuid not null references public.accounts (id) on delete cascade,
  feature_code text collate "C" not null references public.features (code),
  kind text not null,
  -- From the plan; null where only the override grants the feature. -1 is unlimited.
  plan_version_id uuid,
  plan_quota bigint,
  is_enabled boolean not null default true,
  override_quota bigint,
  override_expires_at timestamptz,
  override_reason text,
  reset_period text,
  anchor_at timestamptz not null,
  time_zone text not null,
  overage text not null default 'block',
  alert_thresholds smallint[] not null default '{80,95,100}',
  -- Grows with every change, by the clock, so that caches can tell older from newer (see next_version).
  version bigint not null,
  primary key (account_id, feature_code),
  constraint kind_is_known check (kind in ('metered', 'boolean')),
  constraint metered_has_period check ((kind = 'metered') = (reset_period is not null)),
  constraint reset_period_is_known check (reset_period in ('daily', 'monthly', 'never')),
  constraint overage_is_known check (overage in ('block', 'credits', 'bill'))
);

create index account_entitlements_feature_code on public.account_entitlements (feature_code);

-- The counters. A new period is a new row: nothing is ever reset, so no reset can race or be missed.
create table public.user_usage (
  account_id uuid not null,
  feature_code text collate "C" not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  reset_period text not null,
  -- The zone whose calendar bounds the period, told along with every answer.
  time_zone text not null,
  quota bigint not null,
  -- When the quota above stops being true, because an override ends; the next touch renews it.
  quota_valid_until timestamptz not null default 'infinity',
  -- False once nothing grants the feature any more.
  is_granted boolean not null default true,
  used bigint not null default 0,
  reserved bigint not null default 0,
  -- Part of `used` that records of an earlier row account for: a quota whose reset period changed midway.
  carried bigint not null default 0,
  -- Which uses are charged to this row, by their instant: from the period's natural start on, where a change of
  -- reset period made the row begin later, and until where a later row has taken over.
  counts_from timestamptz not null,
  counts_until timestamptz not null default 'infinity',
  -- Grows whenever the quota of this row changes, which arms the thresholds above the new percentage again.
  limit_epoch int not null default 1,
  -- The first alert not yet crossed, as an amount; null when none is left.
  next_alert_used bigint,
  version bigint not null,
  primary key (account_id, feature_code, period_start),
  -- One constraint, since each is set up anew for every statement that touches the hot table.
  constraint counter_is_sound check (used >= 0 and reserved >= 0 and period_start < period_end)
)
with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

-- One row per accepted use or correction; never changed. Partitioned by month through the time in its id.
create table public.usage_records (
  account_id uuid not null,
  id uuid not null,
  feature_code text collate "C" not null,
  kind text not null default 'use',
  amount bigint not null,
  occurred_at timestamptz not null,
  created_at timestamptz not null,
  -- The counter it was charged to; null for a late record, which is counted in statistics only.
  period_start timestamptz,
  reservation_id uuid,
  -- The record that this one takes back.
  voids_id uuid,
  reason text,
  metadata jsonb,
  -- Serves lists and statistics of an account, whole or by feature, from the index alone.
  primary key (account_id, occurred_at, id) include (feature_code, amount),
  constraint amount_has_the_sign_of_its_kind
    check (case kind when 'use' then amount > 0 when 'void' then amount <= 0 when 'reset' then amount <= 0 else false end)
)
partition by range (id);

-- What an admin reset, for the few who ask what still counts.
create index usage_records_resets on public.usage_records (account_id, feature_code, created_at) where kind = 'reset';

-- Finds a record by its id alone: ids grow with time, so a block range says nearly all.
create index usage_records_by_id on public.usage_records using brin (id) with (pages_per_range = 16);

-- Each record can be voided once.
create table public.usage_voids (
  account_id uuid not null,
  record_id uuid not null,
  void_id uuid not null,
  primary key (account_id, record_id)
);

-- Keys of accepted uses, kept longer than 35 days whatever happens to the partitions, with the first answer.
create table public.usage_idempotency_keys (
  account_id uuid not null,
  key text collate "C" not null,
  -- MD5 of the request's content: tells an honest retry from another request, nothing more.
  request_hash uuid not null,
  record_id uuid not null,
  period_start timestamptz,
  used bigint,
  reserved bigint,
  quota bigint,
  -- Thresholds crossed, such as '80,95'; mostly null.
  alerts text,
  created_at timestamptz not null,
  primary key (account_id, key)
);

create index usage_idempotency_keys_created_at on public.usage_idempotency_keys using brin (created_at);

-- Amounts held before long work.
create table public.usage_reservations (
  account_id uuid not null,
  id uuid not null,
  feature_code text collate "C" not null,
  period_start timestamptz not null,
  amount bigint not null,
  status text not null default 'held',
  expires_at timestamptz not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  committed_amount bigint,
  record_id uuid,
  idempotency_key text collate "C",
  request_hash uuid,
  primary key (account_id, id),
  constraint amount_is_positive check (amount > 0),
  constraint status_is_known check (status in ('held', 'committed', 'released', 'expired'))
);

create unique index usage_reservations_key on public.usage_reservations (account_id, idempotency_key)
where idempotency_key is not null;
create index usage_reservations_held on public.usage_reservations (account_id, feature_code, period_start, expires_at)
where status = 'held';
create index usage_reservations_id on public.usage_reservations (id);
create index usage_reservations_expiry on public.usage_reservations (expires_at) where status = 'held';

-- A threshold crossed; its own outbox by sent_at.
create table public.quota_alerts (
  account_id uuid not null,
  id uuid not null,
  feature_code text collate "C" not null,
  period_start timestamptz not null,
  limit_epoch int not null,
  threshold smallint not null,
  level text not null,
  used bigint not null,
  quota bigint not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  primary key (account_id, id),
  constraint level_is_known check (level in ('warning', 'critical', 'exhausted'))
);

create unique index quota_alerts_fire_once
on public.quota_alerts (account_id, feature_code, period_start, limit_epoch, threshold);
create index quota_alerts_newest on public.quota_alerts (account_id, created_at desc, id desc);
create index quota_alerts_unsent on public.quota_alerts (created_at) where sent_at is null;
create index quota_alerts_unread on public.quota_alerts (account_id) where read_at is null;

create trigger _100_forbid_change before update or delete on public.usage_records
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update or delete on public.usage_voids
for each row execute function public.tg_forbid_change();

-- What became of one event (see record_feature_usage_many).
create type public.usage_outcome as (
  -- Place of the event in the call, from 1.
  ordinal int,
  -- recorded, replayed or rejected.
  status text,
  code text,
  record_id uuid,
  -- The counter right after the event; null where none was charged.
  quota bigint,
  used bigint,
  reserved bigint,
  reset_period text,
  period_start timestamptz,
  period_end timestamptz,
  time_zone text,
  -- Later states of a counter have greater versions; 0 for a replay, which tells the past.
  version bigint,
  -- Until when these numbers may be believed without asking again.
  valid_until timestamptz,
  -- Thresholds crossed by this event, such as '80,95'.
  alerts text
);

-- Where an account stands with one feature at an instant (see quota_state).
create type public.quota_state as (
  feature_code text,
  kind text,
  -- Boolean features: on or off. Metered ones: true.
  is_enabled boolean,
  quota bigint,
  used bigint,
  reserved bigint,
  reset_period text,
  period_start timestamptz,
  period_end timestamptz,
  time_zone text,
  version bigint,
  -- Until when these numbers may be believed without asking again.
  valid_until timestamptz
);
