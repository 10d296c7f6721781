-- A use that should not have been.
select status, used
from public.record_feature_usage(
  '00000000-0000-7000-8000-00000000000a', '[{"featureCode": "calls", "amount": 40}]', '2026-03-10 13:00Z'
);
--> status   | used
--> recorded | 40

-- It is taken back by a record that counts against it.
select kind, amount, occurred_at, reason
from public.void_usage_record(
  p_account_id => '00000000-0000-7000-8000-00000000000a',
  p_record_id => (select id from public.usage_records where kind = 'use'),
  p_reason => 'The import failed',
  p_now => '2026-03-10 14:00Z'
);
--> kind | amount | occurred_at            | reason
--> void | -40    | 2026-03-10 13:00:00+00 | The import failed

select used from public.user_usage;
--> used
--> 0

-- Once.
select kind
from public.void_usage_record(
  '00000000-0000-7000-8000-00000000000a',
  (select id from public.usage_records where kind = 'use'),
  'By mistake',
  '2026-03-10 14:01Z'
);
--> error MSVOI: The record is already voided

-- Nothing is ever deleted.
select kind, amount, reason from public.usage_records order by created_at;
--> kind | amount | reason
--> use  | 40     | null
--> void | -40    | The import failed
