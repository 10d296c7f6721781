-- Admins look through all orders, newest first, whoever's they are.
create index orders_status on public.orders (status, id);
create index orders_amount on public.orders (amount_minor, id);
create index payments_provider on public.payments (provider, order_id);

-- Money that was kept, by the day on which it came.
create index payments_kept on public.payments (paid_at) where role = 'kept';
