-- What overtaken_orders looks for each second: plans that were given lately.
create index fulfilments_of_plans on public.fulfilments (created_at)
where subscription_id is not null and ended_at is null;
