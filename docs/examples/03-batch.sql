-- Many events of any accounts in one statement, each judged for itself, in the order given.
select ordinal, status, code, used
from public.record_feature_usage_many(
  p_account_ids => array_fill('00000000-0000-7000-8000-00000000000a'::uuid, array[5]),
  p_feature_codes => array['calls', 'calls', 'calls', 'export', 'no_such_feature'],
  p_amounts => array[60, 50, 40, 1, 1],
  p_keys => array['job-1', 'job-2', null, null, null],
  p_occurred_ats => array[null, null, '2026-03-10 12:30Z', null, null]::timestamptz[],
  p_metadata => array_fill(null::jsonb, array[5]),
  p_now => '2026-03-10 13:00Z'
)
order by ordinal;
--> ordinal | status   | code                | used
--> 1       | recorded | null                | 60
--> 2       | rejected | quota_exceeded      | 60
--> 3       | recorded | null                | 100
--> 4       | rejected | feature_not_in_plan | null
--> 5       | rejected | feature_unknown     | null

-- What was refused has left nothing.
select amount, occurred_at, created_at from public.usage_records order by occurred_at;
--> amount | occurred_at            | created_at
--> 40     | 2026-03-10 12:30:00+00 | 2026-03-10 13:00:00+00
--> 60     | 2026-03-10 13:00:00+00 | 2026-03-10 13:00:00+00
