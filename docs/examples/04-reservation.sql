-- Long work holds what it may need, so that nobody else gets it meanwhile.
select is_replay, (reservation).status, (reservation).amount, (reservation).expires_at
from public.reserve_feature_usage(
  p_account_id => '00000000-0000-7000-8000-00000000000a',
  p_feature_code => 'calls',
  p_amount => 30,
  p_ttl => interval '1 hour',
  p_key => 'import-1',
  p_now => '2026-03-10 13:00Z'
);
--> is_replay | status | amount | expires_at
--> f         | held   | 30     | 2026-03-10 14:00:00+00

select used, reserved from public.user_usage;
--> used | reserved
--> 0    | 30

-- What is committed becomes use; the rest is free again.
select status, amount, committed_amount
from public.commit_reservation(
  p_account_id => '00000000-0000-7000-8000-00000000000a',
  p_reservation_id => (select id from public.usage_reservations where idempotency_key = 'import-1'),
  p_amount => 12,
  p_now => '2026-03-10 13:20Z'
);
--> status    | amount | committed_amount
--> committed | 30     | 12

select used, reserved from public.user_usage;
--> used | reserved
--> 12   | 0

-- Another reservation, for work that is given up.
select (reservation).status
from public.reserve_feature_usage(
  '00000000-0000-7000-8000-00000000000a', 'calls', 50, interval '1 hour', 'import-2', '2026-03-10 13:30Z'
);
--> status
--> held

select status
from public.release_reservation(
  '00000000-0000-7000-8000-00000000000a',
  (select id from public.usage_reservations where idempotency_key = 'import-2'),
  '2026-03-10 13:31Z'
);
--> status
--> released

-- A reservation that was released can't be committed. Nothing of such a call may stand: it raises.
select status
from public.commit_reservation(
  '00000000-0000-7000-8000-00000000000a',
  (select id from public.usage_reservations where idempotency_key = 'import-2'),
  p_now => '2026-03-10 13:32Z'
);
--> error MSRCL: The reservation is already released

select used, reserved from public.user_usage;
--> used | reserved
--> 12   | 0
