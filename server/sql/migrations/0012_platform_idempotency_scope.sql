-- A key belongs to one owner (an account, or whoever sends what concerns no account) and to one kind of request.
-- Rows from before say neither: they are forgotten, as no request could be matched with them any more.
delete from public.idempotency_keys;

alter table public.idempotency_keys rename column principal_id to owner_id;
alter table public.idempotency_keys add column operation text not null;
alter table public.idempotency_keys drop constraint idempotency_keys_pkey;
alter table public.idempotency_keys add primary key (owner_id, operation, key);
