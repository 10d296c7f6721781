-- The newest alerts of all accounts, and those of a day: 250 ms for a million without it, 2 ms with it. Alerts are
-- rare beside uses, so that keeping it costs recording nothing that shows.
create index quota_alerts_latest on public.quota_alerts (created_at desc, id desc);
