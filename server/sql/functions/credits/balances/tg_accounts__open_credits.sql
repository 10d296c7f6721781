-- An account has a balance from its birth: so there is always a row to lock.
create or replace function public.tg_accounts__open_credits() returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.credit_balances (account_id, version, time_zone)
  values (new.id, public.version_clock(), new.time_zone);
  return null;
end;
$$;

create or replace trigger _500_open_credits after insert on public.accounts
for each row execute function public.tg_accounts__open_credits();
