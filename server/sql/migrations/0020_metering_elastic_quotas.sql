-- Elastic quotas: where a plan feature allows it and the account's owner agrees, credits pay for use beyond a quota.

-- The price: so many credits for so many units, rounded up for each use.
alter table public.plan_features
  add column overage_credits bigint,
  add column overage_units bigint,
  add constraint overage_has_its_price check (
    (overage = 'credits') = (overage_credits is not null) and (overage_credits is null) = (overage_units is null)
  ),
  add constraint overage_price_is_positive check (
    overage_credits between 1 and 9007199254740991 and overage_units between 1 and 9007199254740991
  );

alter table public.account_entitlements
  add column overage_credits bigint,
  add column overage_units bigint,
  add constraint overage_has_its_price check (
    (overage = 'credits') = (overage_credits is not null) and (overage_credits is null) = (overage_units is null)
  );

alter table public.account_entitlement_history
  add column overage_credits bigint,
  add column overage_units bigint;

alter table public.user_usage
  -- Units that credits have paid, or that holds have set credits aside for: part of `used` and `reserved`. They add to
  -- the quota: what is left is quota + overage - used - reserved.
  add column overage bigint not null default 0,
  -- The credits for them.
  add column overage_credits bigint not null default 0,
  drop constraint counter_is_sound,
  add constraint counter_is_sound check (
    used >= 0 and reserved >= 0 and overage >= 0 and overage_credits >= 0 and period_start < period_end
  );

-- The owner's word on paying for a feature beyond its quota. No row is a no.
create table public.elastic_consents (
  account_id uuid not null references public.accounts (id) on delete cascade,
  feature_code text collate "C" not null references public.features (code),
  is_enabled boolean not null,
  -- The most credits that may go in one period; null is no limit.
  cap_per_period bigint,
  -- {"kind", "id", "name"} of who said so last.
  actor jsonb not null,
  at timestamptz not null,
  primary key (account_id, feature_code),
  constraint cap_is_a_count check (cap_per_period between 0 and 9007199254740991)
);

-- What credits have paid of a use. Taking the use back returns them, and leaves this as it was.
create table public.usage_payments (
  account_id uuid not null,
  record_id uuid not null,
  units bigint not null,
  credits bigint not null,
  -- The line of the ledger.
  transaction_id uuid not null,
  primary key (account_id, record_id),
  constraint payment_is_positive check (units > 0 and credits > 0)
);

create trigger _100_forbid_change before update or delete on public.usage_payments
for each row execute function public.tg_forbid_change();

-- A hold beyond the quota has credits held under the same life, at the price of that moment.
alter table public.usage_reservations
  add column overage bigint not null default 0,
  add column overage_credits bigint not null default 0,
  add column price_credits bigint,
  add column price_units bigint,
  add column credit_reservation_id uuid,
  add constraint overage_has_its_credits check (
    overage between 0 and amount
    and (overage > 0) = (overage_credits > 0)
    and (overage > 0) = (credit_reservation_id is not null)
    and (overage > 0) = (price_credits is not null)
    and (overage > 0) = (price_units is not null)
  );

-- The counter after the use, as its other columns; null where credits had paid for nothing.
alter table public.usage_idempotency_keys
  add column overage bigint,
  add column overage_credits bigint;

alter table public.quota_alerts
  drop constraint level_is_known,
  add constraint level_is_known check (level in ('warning', 'critical', 'exhausted', 'overage_started'));

alter type public.usage_outcome
  -- The counter's, right after the event; null where credits have paid for nothing.
  add attribute overage bigint,
  add attribute overage_credits bigint,
  -- What credits paid of this event; where it was rejected for lack of credits, what they would have.
  add attribute paid_units bigint,
  add attribute paid_credits bigint,
  -- Where it was rejected for lack of credits: what there was.
  add attribute available_credits bigint;

alter type public.quota_state
  add attribute overage bigint,
  add attribute overage_credits bigint,
  -- Credits may pay beyond the quota, if the owner agrees.
  add attribute is_elastic boolean;

-- Their parameters or results are others now.
drop function if exists public.refusal_of(bigint, bigint, bigint);
drop function if exists public.counter_to_open(public.account_entitlements, timestamptz);
drop function if exists public.require_room(
  public.user_usage, public.account_entitlements, bigint, bigint, timestamptz
);
drop function if exists public.commit_credits(uuid, uuid, bigint, timestamptz);
drop function if exists public.write_credit_line(
  uuid, text, bigint, public.credit_part[], timestamptz, uuid, uuid, bigint, public.credit_reservations, text, text,
  jsonb
);
drop function if exists public.judge_credit_uses(
  uuid, int[], bigint[], text[], text[], text[], boolean, timestamptz
);
drop function if exists public.write_credit_uses(
  public.credit_balances, public.credit_outcome[], int[], text[], text[], text[], int[], uuid[], bigint[], timestamptz
);
