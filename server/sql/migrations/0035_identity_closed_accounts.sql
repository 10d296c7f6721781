-- Whoever closed their account: the row stays, as books and history name it, without who they were.
alter table public.users
  add column closed_at timestamptz,
  add constraint closed_opens_nothing check (closed_at is null or (password_hash = '' and role = 'user'));

create index accounts_closed on public.accounts (created_at desc, id) where closed_at is not null;

-- So that whoever knows the password of a closed account is told that it is closed, for a month. The address can't be
-- read from it: it is hashed with the server's secret.
create table public.closed_sign_ins (
  user_id uuid primary key references public.users (id),
  email_hash bytea not null,
  password_hash text not null,
  closed_at timestamptz not null
);

create index closed_sign_ins_email on public.closed_sign_ins (email_hash, closed_at desc);
create index closed_sign_ins_closed_at on public.closed_sign_ins (closed_at);

-- Credits that end because their account does. Lines from before are of the types that were there: nothing to check.
alter table public.credit_transactions drop constraint type_is_known;
alter table public.credit_transactions
  add constraint type_is_known check (
    type in (
      'grant', 'consume', 'return', 'expire', 'revoke', 'debt', 'debt_repaid', 'reinstate', 'debt_waived', 'write_off'
    )
  ) not valid;
