-- How a version of a plan is sold: until now one without a price was free, or not sold online. Versions never change,
-- so this once their trigger is put aside.
alter table public.plan_versions
  add column sales text not null default 'free',
  add column contact_url text,
  add constraint sales_is_known check (sales in ('free', 'priced', 'on_request')),
  add constraint contact_is_for_requests check ((sales = 'on_request') = (contact_url is not null)),
  add constraint contact_is_reachable check (
    contact_url ~* '^(https://|mailto:)[^[:space:]]+$' and length(contact_url) <= 500
  );

alter table public.plan_versions disable trigger _100_forbid_change;
update public.plan_versions as version
set sales = 'priced'
where exists (select from public.plan_prices as price where price.plan_version_id = version.id);
alter table public.plan_versions enable trigger _100_forbid_change;

alter table public.plan_versions alter column sales drop default;
