-- Where the records of a month are: `kept` among the rest, `leaving` where taking it out was cut off halfway, `apart`
-- in a table that nobody reads, or `gone`.
create or replace function public.usage_month_state(p_month timestamptz) returns text
language sql
stable
set search_path = ''
as $$
  select
    case
      when month.oid is null then 'gone'
      when child.inhrelid is null then 'apart'
      when child.inhdetachpending then 'leaving'
      else 'kept'
    end
  from (values (to_regclass('public.' || public.usage_month_table(p_month))::oid)) as month(oid)
  left join pg_catalog.pg_inherits as child
    on child.inhrelid = month.oid and child.inhparent = 'public.usage_records'::regclass;
$$;
