-- No transaction: each statement runs by itself, after all else, while uses go on.

-- Sweepers pass over all that is due, once: they go on behind the last that they looked at. Many balances are due at
-- the same midnight.
create index concurrently if not exists credit_balances_next_due on public.credit_balances (due_at, account_id)
where due_at < 'infinity';
drop index concurrently if exists public.credit_balances_due;

-- What is no use is found without reading all uses of an account. A use is not in it, so it costs uses nothing.
create index concurrently if not exists credit_transactions_no_use on public.credit_transactions (account_id, seq)
where type <> 'consume';

-- As 0023 has left it.
alter table public.credit_lots validate constraint lot_is_sound;
