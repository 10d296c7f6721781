-- A published version goes only together with its whole package (the cascade finds the package gone already).
create or replace function public.tg_package_versions__forbid_delete() returns trigger
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (select from public.packages as package where package.id = old.package_id) then
    raise exception 'A published version of a package can''t be deleted' using errcode = 'restrict_violation';
  end if;
  return old;
end;
$$;

create or replace trigger _110_forbid_delete before delete on public.package_versions
for each row execute function public.tg_package_versions__forbid_delete();
