-- Prices, features and credits of a published version go only together with it (the cascade finds the version gone
-- already).
create or replace function public.tg_plan_contents__forbid_delete() returns trigger
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (select from public.plan_versions as version where version.id = old.plan_version_id) then
    raise exception '% of a published plan version can''t be deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  return old;
end;
$$;

create or replace trigger _110_forbid_delete before delete on public.plan_prices
for each row execute function public.tg_plan_contents__forbid_delete();
create or replace trigger _110_forbid_delete before delete on public.plan_features
for each row execute function public.tg_plan_contents__forbid_delete();
create or replace trigger _110_forbid_delete before delete on public.plan_credits
for each row execute function public.tg_plan_contents__forbid_delete();
