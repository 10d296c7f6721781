-- Raises the catalog's revision with every statement that changes the catalog, so that no way of writing can forget
-- it. The row stays locked until the commit: revisions follow each other in the order of commits.
create or replace function public.tg_catalog__bump_revision() returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.catalog_revision set revision = revision + 1;
  return null;
end;
$$;

create or replace trigger _500_bump_revision after insert or update or delete on public.features
for each statement execute function public.tg_catalog__bump_revision();
create or replace trigger _500_bump_revision after insert or update or delete on public.plans
for each statement execute function public.tg_catalog__bump_revision();
create or replace trigger _500_bump_revision after insert or update or delete on public.plan_versions
for each statement execute function public.tg_catalog__bump_revision();
create or replace trigger _500_bump_revision after insert or update or delete on public.plan_prices
for each statement execute function public.tg_catalog__bump_revision();
create or replace trigger _500_bump_revision after insert or update or delete on public.plan_features
for each statement execute function public.tg_catalog__bump_revision();
create or replace trigger _500_bump_revision after insert or update or delete on public.plan_credits
for each statement execute function public.tg_catalog__bump_revision();
