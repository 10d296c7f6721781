-- Money that bought nothing, by the day on which it came: rare, and asked for with what was sold.
create index payments_surplus on public.payments (paid_at) where role = 'surplus';
