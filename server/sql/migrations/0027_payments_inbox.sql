-- What providers say (functions/payments/README.md): keyed by their ids, since the account is not known yet.

-- Which of our rows a provider's id is about.
create table public.provider_objects (
  provider text collate "C" not null,
  kind text not null,
  provider_id text collate "C" not null,
  account_id uuid not null,
  order_id uuid,
  payment_id uuid,
  subscription_id uuid,
  created_at timestamptz not null,
  primary key (provider, kind, provider_id),
  constraint kind_is_known check (
    kind in ('checkout', 'payment', 'invoice', 'refund', 'dispute', 'subscription', 'customer')
  )
);

-- The inbox: every message whose signature was right, as it came.
create table public.provider_events (
  id uuid primary key,
  provider text collate "C" not null,
  -- Theirs; where they give none, the hash of the body.
  event_id text collate "C" not null,
  -- Forgotten a while after it was handled (forget_event_bodies.sql): null then.
  raw bytea,
  headers jsonb not null,
  -- Which of our keys it was signed for.
  signed_by text,
  -- Null where the body does not tell.
  is_test boolean,
  -- In our words; null until it was translated.
  commands jsonb,
  -- The movement of money that it is about.
  money_id text collate "C",
  occurred_at timestamptz,
  received_at timestamptz not null,
  state text not null default 'received',
  reason text,
  error text,
  attempts int not null default 0,
  retry_at timestamptz not null,
  -- Since when it fails; it is given up a day later.
  failing_since timestamptz,
  handled_at timestamptz,
  constraint state_is_known check (
    state in ('received', 'applied', 'ignored', 'orphan', 'mismatch', 'failed', 'dead', 'dismissed')
  )
);

create unique index provider_events_once on public.provider_events (provider, event_id);
create index provider_events_due on public.provider_events (retry_at) where state in ('received', 'orphan', 'failed');
create index provider_events_waiting on public.provider_events (provider, money_id) where state = 'orphan';
create index provider_events_unhandled on public.provider_events (state, received_at desc)
where state not in ('applied', 'ignored');
create index provider_events_to_forget on public.provider_events (handled_at)
where raw is not null and state in ('applied', 'ignored', 'dismissed');
create index provider_events_newest on public.provider_events (received_at desc, id desc);

-- Messages that were thrown away, since anybody may have sent them: how many a day.
create table public.provider_refusals (
  provider text collate "C" not null,
  reason text not null,
  day date not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (provider, reason, day),
  constraint count_is_positive check (count > 0)
);
