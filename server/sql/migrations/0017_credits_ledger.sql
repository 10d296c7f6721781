-- The ledger of credits (functions/credits/README.md). Amounts are whole credits, from 1 to 2^53 - 1.

-- Where an account stands: one row from its birth (see tg_accounts__open_credits). The row's lock is the lock of all of
-- the account's credits: nobody touches its lots, holds or lines without it.
create table public.credit_balances (
  account_id uuid primary key references public.accounts (id) on delete cascade,
  -- What the account owns; `held` is the part of it that holds have taken. Available is balance - held.
  balance bigint not null default 0,
  held bigint not null default 0,
  -- What it owes for credits that were taken back after they had been spent.
  debt bigint not null default 0,
  last_seq bigint not null default 0,
  -- Before this instant time alone changes nothing. It may be early, never late.
  due_at timestamptz not null default 'infinity',
  version bigint not null,
  -- One constraint, since each is set up anew for every statement that touches the hot table.
  constraint balance_is_sound check (
    held >= 0 and balance >= held and balance <= 9007199254740991 and debt >= 0 and last_seq >= 0
  )
)
with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create index credit_balances_due on public.credit_balances (due_at) where due_at < 'infinity';

-- Credits that came at once and end at once.
create table public.credit_lots (
  account_id uuid not null references public.credit_balances (account_id),
  -- That of the line which made it.
  id uuid not null,
  source text not null,
  -- What it came from, and for which of its periods: each gives one lot.
  source_id text collate "C" not null,
  period_start timestamptz not null default '-infinity',
  amount bigint not null,
  -- What is left, what is held of it included.
  remaining bigint not null,
  held bigint not null default 0,
  -- Spent by uses, and not come back since.
  used bigint not null default 0,
  expired bigint not null default 0,
  -- Taken back in all; `owed` is the part of it still in debt.
  revoked bigint not null default 0,
  owed bigint not null default 0,
  -- Lower ones burn first.
  priority smallint not null,
  expires_at timestamptz not null default 'infinity',
  created_at timestamptz not null,
  -- Something is left that is not held. Indexes name this instead of the amounts, so that uses are HOT updates.
  is_open boolean not null generated always as (remaining > held) stored,
  primary key (account_id, id),
  constraint source_is_known check (source in ('subscription', 'purchase', 'admin', 'bonus', 'daily', 'refund')),
  constraint priority_is_0_to_100 check (priority between 0 and 100),
  constraint lot_is_sound check (
    amount > 0 and held >= 0 and held <= remaining and used >= 0 and expired >= 0
    and remaining + used + expired <= amount and owed >= 0 and owed <= revoked and revoked <= amount
  )
)
with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create unique index credit_lots_source on public.credit_lots (account_id, source, source_id, period_start);
create index credit_lots_burn on public.credit_lots (account_id, priority, expires_at, created_at, id) where is_open;
create index credit_lots_expiry on public.credit_lots (account_id, expires_at) where is_open;
create index credit_lots_owed on public.credit_lots (account_id) where owed > 0;

-- The ledger: every movement of credits, in the order in which it happened; never changed, never deleted.
create table public.credit_transactions (
  account_id uuid not null,
  -- 1, 2, 3 … without a gap.
  seq bigint not null,
  id uuid not null,
  created_at timestamptz not null,
  -- Says which two sides the amount goes between (see credit_sides).
  type text not null,
  amount bigint not null,
  balance_after bigint not null,
  held_after bigint not null,
  -- The lot that the balance's side went through, where it was one; else its parts are in credit_allocations.
  lot_id uuid,
  -- The lot whose debt or revocation this is about.
  against_lot_id uuid,
  -- The use that this returns, wholly or in part.
  source_seq bigint,
  reservation_id uuid,
  -- The usage record that was paid.
  usage_record_id uuid,
  action text collate "C",
  reference_id text,
  key text collate "C",
  reason text,
  actor jsonb,
  primary key (account_id, seq),
  constraint line_is_sound check (
    amount between 1 and 9007199254740991 and held_after >= 0 and balance_after >= held_after
  ),
  constraint type_is_known check (
    type in (
      'grant', 'consume', 'return', 'expire', 'revoke', 'debt', 'debt_repaid', 'reinstate', 'debt_waived'
    )
  )
);

-- The type is the kind of request: a key belongs to an account and a kind.
create unique index credit_transactions_key on public.credit_transactions (account_id, key, type)
where key is not null;
create index credit_transactions_source on public.credit_transactions (account_id, source_seq)
where source_seq is not null;
-- Finds a line by its id alone: ids grow with time, so a block range says nearly all. Ranges that are not summarised
-- are read whole each time, and vacuum comes rarely to a table that only grows.
create index credit_transactions_id on public.credit_transactions using brin (id)
with (pages_per_range = 16, autosummarize = on);

-- The parts of a line that went through several lots, in the order in which they were taken.
create table public.credit_allocations (
  account_id uuid not null,
  seq bigint not null,
  ordinal int not null,
  lot_id uuid not null,
  amount bigint not null,
  primary key (account_id, seq, ordinal),
  constraint amount_is_positive check (amount > 0)
);

create trigger _100_forbid_change before update or delete on public.credit_transactions
for each row execute function public.tg_forbid_change();
create trigger _100_forbid_change before update or delete on public.credit_allocations
for each row execute function public.tg_forbid_change();

-- Credits held before long work.
create table public.credit_reservations (
  account_id uuid not null references public.credit_balances (account_id),
  id uuid not null,
  amount bigint not null,
  action text collate "C",
  reference_id text,
  status text not null default 'held',
  expires_at timestamptz not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  committed_amount bigint,
  -- The use that it was committed to; null for none, and while it is held.
  transaction_id uuid,
  idempotency_key text collate "C",
  primary key (account_id, id),
  constraint amount_is_positive check (amount > 0),
  constraint status_is_known check (status in ('held', 'committed', 'released', 'expired')),
  constraint hold_lasts check (expires_at > created_at),
  constraint committed_has_amount check ((status = 'committed') = (committed_amount is not null))
);

create unique index credit_reservations_key on public.credit_reservations (account_id, idempotency_key)
where idempotency_key is not null;
create index credit_reservations_held on public.credit_reservations (account_id, expires_at) where status = 'held';
create index credit_reservations_id on public.credit_reservations (id);
create index credit_reservations_closed on public.credit_reservations (closed_at) where status <> 'held';

-- Which lots a hold has taken from, each once, in burn order.
create table public.credit_reservation_lots (
  account_id uuid not null,
  reservation_id uuid not null,
  ordinal int not null,
  lot_id uuid not null,
  amount bigint not null,
  primary key (account_id, reservation_id, ordinal),
  foreign key (account_id, reservation_id) references public.credit_reservations (account_id, id) on delete cascade,
  constraint amount_is_positive check (amount > 0)
);

-- What actions cost.
create table public.credit_prices (
  action text collate "C" primary key,
  -- {"en": …, "zh-CN": …}
  name jsonb not null,
  amount bigint not null,
  constraint amount_is_positive check (amount between 1 and 9007199254740991)
);

create table public.credit_price_history (
  id uuid primary key,
  at timestamptz not null,
  actor jsonb not null,
  reason text,
  -- [{"action", "before", "after"}]
  changes jsonb not null
);

create trigger _100_forbid_change before update or delete on public.credit_price_history
for each row execute function public.tg_forbid_change();

-- An amount out of one lot.
create type public.credit_part as (lot_id uuid, amount bigint);

-- What became of one use (see consume_credits_many).
create type public.credit_outcome as (
  -- Place of the use in the call, from 1.
  ordinal int,
  -- recorded, replayed or rejected.
  status text,
  code text,
  transaction_id uuid,
  seq bigint,
  -- What it cost; where it was rejected for lack of credits, what it would have.
  amount bigint,
  -- Right after the use; of a replay, after the first one.
  available bigint,
  -- The lot that paid; null where it was several (see v_credit_allocations).
  lot_id uuid
);

-- Accounts that are there already. The reference above has locked `accounts` against new ones until the trigger is
-- there.
insert into public.credit_balances (account_id, version)
select id, (extract(epoch from clock_timestamp()) * 1000000)::bigint
from public.accounts;
