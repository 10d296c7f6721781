-- To whom a published version went; null where nothing was published, and in lines of before.
alter table public.plan_history
  add column rollout text,
  add constraint rollout_is_known check (rollout in ('now', 'renewal', 'new_only'));
