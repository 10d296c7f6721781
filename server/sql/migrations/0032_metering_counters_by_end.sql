-- No transaction: so that uses go on while the counters are read.

-- The counters of present periods, for the list of who is about to run out. Uses never change this column, so they go
-- on touching no index; a counter gets its entry when it is opened.
create index concurrently if not exists user_usage_period_end on public.user_usage (period_end);
