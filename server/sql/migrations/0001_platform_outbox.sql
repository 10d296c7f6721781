-- Messages to other nodes and to browsers, written in the transaction that makes them true.
-- Rare rows only (catalog, sessions, accounts): each use of a feature never comes here.
create table public.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  attempts int not null default 0,
  -- Not before; grows with each failed attempt.
  retry_at timestamptz not null default '-infinity'
);

create index outbox_unsent on public.outbox (id) where sent_at is null;
create index outbox_sent_at on public.outbox using brin (sent_at);

-- First answers of requests that carried an Idempotency-Key header; usage keeps its own (see metering).
create table public.idempotency_keys (
  principal_id uuid not null,
  key text not null,
  request_hash bytea not null,
  result jsonb,
  created_at timestamptz not null default now(),
  primary key (principal_id, key)
);

create index idempotency_keys_created_at on public.idempotency_keys using brin (created_at);

-- Refuses what would rewrite history.
create function public.tg_forbid_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception '% of % is forbidden: it is append-only', tg_op, tg_table_name using errcode = 'restrict_violation';
end;
$$;

-- A time-ordered id (RFC 9562 §5.7) of the given instant. PostgreSQL 15 has none of its own.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create function public.uuid_v7(p_at timestamptz default clock_timestamp()) returns uuid
language sql
volatile
parallel safe
as $$
  select encode(
    set_bit(
      set_bit(
        overlay(
          uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3)
          from 1 for 6
        ),
        52, 1
      ),
      53, 1
    ),
    'hex'
  )::uuid;
$$;
