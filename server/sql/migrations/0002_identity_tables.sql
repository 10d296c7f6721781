create table public.users (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  role text not null default 'user',
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint email_is_lower_case check (email = lower(email)),
  constraint role_is_known check (role in ('user', 'admin')),
  constraint locale_is_known check (locale in ('en', 'zh-CN'))
);

create unique index users_email on public.users (email);

-- Who owns quotas, credits, orders and a subscription: a person, later a team, or a host application's customer.
create table public.accounts (
  id uuid primary key,
  kind text not null,
  name text not null,
  email text,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kind_is_known check (kind in ('personal', 'team', 'external'))
);

create index accounts_created_at on public.accounts (created_at desc, id);

-- Admins search by parts of names and addresses. Where the server lacks pg_trgm, or forbids it, such a search
-- reads all accounts: slower with many of them, never wrong.
do $$
begin
  create extension if not exists pg_trgm with schema public;
  create index accounts_search on public.accounts using gin (name public.gin_trgm_ops, email public.gin_trgm_ops);
exception
  when insufficient_privilege or undefined_file or feature_not_supported or undefined_object then
    raise notice 'pg_trgm is not available: searching accounts goes without an index';
end;
$$;

-- Host applications name accounts by their own ids, case-sensitively. Keyed by what it is looked up by, so that one
-- worker answers when the tables are distributed. The id is claimed before its account is written, so that twins
-- meet at the key: hence the deferred check. Collated by bytes, so that the key serves searches by prefix too.
create table public.account_external_ids (
  external_id text collate "C" primary key,
  account_id uuid not null references public.accounts (id) on delete cascade deferrable initially deferred,
  constraint external_id_is_1_to_200_characters check (length(external_id) between 1 and 200)
);

create unique index account_external_ids_account_id on public.account_external_ids (account_id);

create table public.account_members (
  account_id uuid not null references public.accounts (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  role text not null default 'owner',
  created_at timestamptz not null default now(),
  primary key (account_id, user_id),
  constraint role_is_known check (role in ('owner', 'member'))
);

create index account_members_user_id on public.account_members (user_id);

-- One sign-in on one device: the family of its refresh tokens.
create table public.sessions (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoke_reason text
);

create index sessions_user_id on public.sessions (user_id) where revoked_at is null;

-- Each token works once; a used one that comes back means theft, and ends the session.
create table public.refresh_tokens (
  token_hash bytea primary key,
  session_id uuid not null references public.sessions (id) on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz
);

create index refresh_tokens_session_id on public.refresh_tokens (session_id);

create table public.api_keys (
  id uuid primary key,
  name text not null,
  key_hash bytea not null,
  -- The first characters of the key, so that people can tell keys apart.
  prefix text not null,
  scopes text[] not null,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

create unique index api_keys_key_hash on public.api_keys (key_hash);

-- Who did what to whom, and why. Append-only.
create table public.audit_log (
  id uuid primary key,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  action text not null,
  account_id uuid,
  target text,
  reason text,
  details jsonb not null default '{}',
  request_id text,
  constraint actor_kind_is_known check (actor_kind in ('user', 'apiKey', 'system'))
);

create index audit_log_account on public.audit_log (account_id, at desc);

create trigger _100_forbid_change before update or delete on public.audit_log
for each row execute function public.tg_forbid_change();
