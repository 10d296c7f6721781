-- The lots of an account that hold or owe something, as settling at an instant would leave them; changes nothing.
-- What is due and not yet given has no id; its source is what it will be.
create or replace function public.credit_lots_at(
  p_account_id uuid,
  p_now timestamptz
) returns table (
  id uuid,
  source text,
  source_id text,
  amount bigint,
  remaining bigint,
  held bigint,
  owed bigint,
  priority smallint,
  expires_at timestamptz,
  created_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  with hold as (
    select part.lot_id, coalesce(sum(part.amount) filter (where reservation.expires_at <= p_now), 0)::bigint as freed
    from public.credit_reservations as reservation
    join public.credit_reservation_lots as part
      on part.account_id = reservation.account_id and part.reservation_id = reservation.id
    where reservation.account_id = p_account_id and reservation.status = 'held'
    group by part.lot_id
  ),
  touched as (
    select lot.id from public.credit_lots as lot where lot.account_id = p_account_id and lot.is_open
    union
    select lot.id from public.credit_lots as lot where lot.account_id = p_account_id and lot.owed > 0
    union
    select lot_id from hold
  ),
  -- Freed units pay their own lot's debt; then what is not held any more expires where the lot's time is past.
  freed as (
    select lot.*, coalesce(hold.freed, 0) as freed, least(lot.owed, coalesce(hold.freed, 0)) as paid
    from touched
    join public.credit_lots as lot on lot.account_id = p_account_id and lot.id = touched.id
    left join hold on hold.lot_id = touched.id
  ),
  settled as (
    select
      freed.id, freed.source, freed.source_id, freed.amount,
      case when freed.expires_at <= p_now then freed.held - freed.freed else freed.remaining - freed.paid end
        as remaining,
      freed.held - freed.freed as held, freed.owed - freed.paid as owed, freed.priority, freed.expires_at,
      freed.created_at
    from freed
  ),
  -- In the order in which settling grants: what is due pays all debts, those of the oldest lots first.
  coming as (
    select
      1 as place, due.ordinality, 'daily' as source, due.user_package_id as source_id, due.amount,
      public.credit_priority('daily') as priority, due.expires_at
    from public.due_allowances(p_account_id, p_now) with ordinality as due
    where due.amount is not null
    union all
    select 2, due.ordinality, 'subscription', due.plan_version_id, due.amount, public.credit_priority('subscription'),
      due.expires_at
    from public.plan_credits_due(p_account_id, p_now) with ordinality as due
    where due.amount > 0 and due.expires_at > p_now
  ),
  due as (
    select coming.*, coalesce(sum(coming.amount) over earlier, 0) as given_before
    from coming
    where (select coalesce(sum(settled.remaining), 0) from settled)
      + (select sum(other.amount) from coming as other where other.place <= coming.place)
      <= public.counter_limit()
    window earlier as (order by coming.place, coming.ordinality rows between unbounded preceding and 1 preceding)
  ),
  paid as (
    select
      settled.id, settled.source, settled.source_id, settled.amount, settled.remaining, settled.held,
      settled.owed - least(
        settled.owed,
        greatest(
          (select coalesce(sum(due.amount), 0) from due) - coalesce(sum(settled.owed) over older, 0), 0
        )
      )::bigint as owed,
      settled.priority, settled.expires_at, settled.created_at
    from settled
    window older as (
      order by settled.created_at, settled.id rows between unbounded preceding and 1 preceding
    )
    union all
    select
      null, due.source, due.source_id::text, due.amount,
      due.amount - least(
        due.amount,
        greatest((select coalesce(sum(settled.owed), 0) from settled) - due.given_before, 0)
      )::bigint,
      0, 0, due.priority, due.expires_at, p_now
    from due
  )
  select * from paid
  where paid.remaining > 0 or paid.owed > 0
  order by paid.priority, paid.expires_at, paid.created_at, paid.id;
$$;
