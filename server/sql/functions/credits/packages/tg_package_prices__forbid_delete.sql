-- Prices of a published version go only together with it (the cascade finds the version gone already).
create or replace function public.tg_package_prices__forbid_delete() returns trigger
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (select from public.package_versions as version where version.id = old.package_version_id) then
    raise exception 'Prices of a published version of a package can''t be deleted'
      using errcode = 'restrict_violation';
  end if;
  return old;
end;
$$;

create or replace trigger _110_forbid_delete before delete on public.package_prices
for each row execute function public.tg_package_prices__forbid_delete();
