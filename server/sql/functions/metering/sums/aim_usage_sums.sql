-- Says up to which time records are to be summed up next. Commit it before sum_up_usage is called: that is how writers
-- learn of it.
create or replace function public.aim_usage_sums(p_until timestamptz) returns void
language sql
volatile
set search_path = ''
as $$
  update public.usage_sums_state
  set aim_at = date_trunc('milliseconds', p_until)
  where aim_at < date_trunc('milliseconds', p_until);
$$;
