import type { Mutant } from './operators.ts';

/** An edit that changes nothing anybody can see. */
interface Equivalent {
  /** The file, relative to server/; a name that ends in `/` stands for all in that folder. */
  file: string;
  /** The line as it is, and as it becomes; trimmed. */
  before: string | RegExp;
  after: string | RegExp;
  why: string;
}

/** Looked at one by one: each says why no test can tell it from the code. */
const equivalents: readonly Equivalent[] = [
  {
    file: 'sql/functions/metering/',
    before: /order by .*\bfor (?:no key )?update/,
    after: /order by .*\bdesc\b/,
    why: 'locks in the other order everywhere in one statement: deadlocks come only of two statements that differ',
  },
  {
    file: 'sql/functions/metering/counters/counter_to_open.sql',
    before:
      'least(counter_to_open.due_end, min(usage.period_start) filter (where usage.period_start > p_instant))',
    after:
      'least(counter_to_open.due_end, min(usage.period_start) filter (where usage.period_start >= p_instant))',
    why: 'it is asked only where no counter covers the instant, and one that begins then would',
  },
  {
    file: 'sql/functions/metering/counters/find_counters.sql',
    before: /usage\.period_end \+ public\.usage_grace\(\) > p_now/,
    after: /usage\.period_end [-+] public\.usage_grace\(\) >=? p_now/,
    why: 'all who call it ask for now, and a counter of now has not ended',
  },
  {
    file: 'sql/functions/metering/counters/open_counters.sql',
    before: 'and reserved > 0',
    after: 'and reserved >= 0',
    why: 'gives a counter that has been taken over a newer version as well, which nobody compares any more',
  },
  {
    file: 'sql/functions/metering/quotas/quota_retry_at.sql',
    before: 'and reservation.feature_code = p_counter.feature_code',
    after: '',
    why: 'an instant at which a hold of another feature ends frees nothing here, so the sum refuses it',
  },
  {
    file: 'sql/functions/metering/recording/held_accounts.sql',
    before: 'select id from public.accounts where id = any (p_account_ids) for share skip locked',
    after: 'select id from public.accounts where id <> any (p_account_ids) for share skip locked',
    why: 'the answer is about the given accounts alone: it only looks at more rows',
  },
  {
    file: 'sql/functions/metering/recording/judge_feature_usage.sql',
    before: 'and earlier.ordinality < v_event.place',
    after: 'and earlier.ordinality <= v_event.place',
    why: 'the outcome of the event itself is not there yet',
  },
  {
    file: 'sql/functions/metering/recording/record_feature_usage_many.sql',
    before: 'exit when array_position(v_starts, null) is null or v_attempt = 2;',
    after: 'exit when array_position(v_starts, null) is null and v_attempt = 2;',
    why: 'where nothing is missing nothing is opened, by which the next line leaves',
  },
  {
    file: 'sql/functions/metering/recording/record_feature_usage_many.sql',
    before:
      'and (event.occurred_at is null or event.occurred_at between p_now - public.max_usage_age() and p_now)',
    after:
      'and (event.occurred_at is null or event.occurred_at between p_now + public.max_usage_age() and p_now)',
    why: 'judge_feature_usage is asked where that was spared, and decides the same',
  },
  {
    file: 'sql/functions/metering/recording/record_feature_usage_many.sql',
    before: 'case event.quota when -1 then public.counter_limit() else event.quota + 1 end - event.reserved',
    after: 'case event.quota when -1 then public.counter_limit() else event.quota - 1 end - event.reserved',
    why: 'judge_feature_usage is asked where that was spared, and decides the same',
  },
  {
    file: 'sql/functions/metering/records/reset_usage.sql',
    before: 'order by usage.account_id, usage.feature_code, usage.period_start desc',
    after: 'order by usage.account_id, usage.feature_code, usage.period_start',
    why: 'one counter of a feature takes what happens now',
  },
  {
    file: 'sql/functions/metering/renewals/renew_accounts.sql',
    before: 'order by account_id, feature_code',
    after: 'order by account_id, feature_code desc',
    why: 'nothing is waited for, so the order can bring no deadlock',
  },
  {
    file: 'sql/functions/metering/rollouts/count_over_quota.sql',
    before: 'and usage.counts_until > p_now',
    after: 'and usage.counts_until >= p_now',
    why: 'the counter that takes over from then on begins later, and is the one that is taken',
  },
  {
    file: 'sql/functions/metering/states/quota_state.sql',
    before: 'and earlier.reserved > 0',
    after: 'and earlier.reserved >= 0',
    why: 'where nothing is reserved, no reservation is held',
  },
  {
    file: 'sql/functions/metering/states/explain_quota.sql',
    before: 'and record.id >= public.uuid_v7_floor(current_state.period_start)',
    after: 'and record.id > public.uuid_v7_floor(current_state.period_start)',
    why: 'spares rows of the index; created_at beside it says the same',
  },
  {
    file: 'sql/functions/metering/states/explain_quota.sql',
    before: 'and record.id >= public.uuid_v7_floor(current_state.period_start)',
    after: '',
    why: 'spares rows of the index; created_at beside it says the same',
  },
];

/** Why a mutant counts as the code itself, if it does. */
export function reasonFor({ file, before, after }: Mutant): string | undefined {
  const isIt = (rule: string | RegExp, line: string) =>
    typeof rule === 'string' ? rule === line.trim() : rule.test(line);
  return equivalents.find(
    (entry) =>
      (entry.file.endsWith('/') ? file.startsWith(entry.file) : file === entry.file) &&
      isIt(entry.before, before) &&
      isIt(entry.after, after),
  )?.why;
}
