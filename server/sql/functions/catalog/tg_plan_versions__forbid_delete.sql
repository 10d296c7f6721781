-- A published version goes only together with its whole plan (the cascade finds the plan gone already).
create or replace function public.tg_plan_versions__forbid_delete() returns trigger
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (select from public.plans as plan where plan.id = old.plan_id) then
    raise exception 'A published plan version can''t be deleted' using errcode = 'restrict_violation';
  end if;
  return old;
end;
$$;

create or replace trigger _110_forbid_delete before delete on public.plan_versions
for each row execute function public.tg_plan_versions__forbid_delete();
