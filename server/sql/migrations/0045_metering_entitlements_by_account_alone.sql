-- No transaction: so that uses go on.

-- It served one question, whether anything has a feature that is to be deleted, which may read them all. Where the
-- planner had no figures yet, it took this index instead of that of accounts and features, and read what all accounts
-- have of a feature for each account that got a plan.
drop index concurrently if exists public.account_entitlements_feature_code;
