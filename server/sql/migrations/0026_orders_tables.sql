-- Orders, the payments made for them, and the goods that follow (functions/orders/README.md). Sums are in the smallest
-- unit of their currency.

-- Books of a closed account go on; nothing can be bought any more.
alter table public.accounts add column closed_at timestamptz;

create table public.orders (
  account_id uuid not null references public.accounts (id),
  id uuid not null,
  order_number text collate "C" not null,
  kind text not null default 'purchase',
  status text not null default 'pending',
  currency text not null,
  amount_minor bigint not null,
  -- Money that is gone for good, in our price: refunded, or lost in a dispute.
  refunded_minor bigint not null default 0,
  -- The one that bought the goods.
  kept_payment_id uuid,
  is_test boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- When it failed, was cancelled or expired.
  ended_at timestamptz,
  -- Until when money that comes late can still buy what was offered.
  offer_until timestamptz,
  -- Set while goods do not match the money: when it is tried again, and why it could not be done.
  goods_due_at timestamptz,
  goods_error text,
  goods_attempts int not null default 0,
  -- Who moved it to its status, why, and when that happened: copied to the timeline.
  status_actor jsonb,
  status_cause text,
  status_event_at timestamptz,
  status_at timestamptz not null,
  primary key (account_id, id),
  constraint kind_is_known check (kind in ('purchase', 'renewal', 'change')),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint amount_is_not_negative check (amount_minor >= 0),
  constraint refunded_is_at_most_the_amount check (refunded_minor between 0 and amount_minor),
  constraint paid_keeps_a_payment check (
    case
      when status in ('paid', 'partially_refunded') then kept_payment_id is not null
      when status <> 'refunded' then kept_payment_id is null
      else true
    end
  )
);

create unique index orders_number on public.orders (account_id, order_number);
create index orders_id on public.orders (id);
create index orders_created_at on public.orders (created_at);
create index orders_expiring on public.orders (expires_at) where status = 'pending';
create index orders_due on public.orders (goods_due_at) where goods_due_at is not null;
create index orders_reviewed on public.orders (created_at) where status = 'needs_review';

-- Which account an order is of, before that is known; claimed before the order is written.
create table public.order_numbers (
  order_number text collate "C" primary key,
  account_id uuid not null,
  order_id uuid not null,
  constraint number_has_22_characters check (order_number ~ '^[0-9]{8}[0-9A-HJKMNP-TV-Z]{14}$')
);

create table public.order_transitions (
  from_status text not null,
  to_status text not null,
  primary key (from_status, to_status)
);

insert into public.order_transitions (from_status, to_status)
values
  ('pending', 'paid'),
  ('pending', 'failed'),
  ('pending', 'cancelled'),
  ('pending', 'expired'),
  ('pending', 'needs_review'),
  ('failed', 'needs_review'),
  ('cancelled', 'needs_review'),
  ('expired', 'needs_review'),
  ('needs_review', 'paid'),
  ('needs_review', 'refunded'),
  ('paid', 'partially_refunded'),
  ('paid', 'refunded'),
  ('partially_refunded', 'refunded');

-- What was ordered, as it was shown then.
create table public.order_items (
  account_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  position int not null,
  product_kind text not null,
  -- The price of a plan, or the package.
  product_id uuid not null,
  -- Of the plan or the package.
  version_id uuid not null,
  name jsonb not null,
  quantity int not null,
  unit_price_minor bigint not null,
  discount_minor bigint not null default 0,
  total_minor bigint not null,
  -- All that giving it needs: of a plan {"planId", "planCode", "interval"}, of a package {"packageId", "packageCode",
  -- "credits", "validityDays", "dailyCredits"}.
  snapshot jsonb not null,
  primary key (account_id, id),
  foreign key (account_id, order_id) references public.orders (account_id, id),
  constraint product_kind_is_known check (product_kind in ('plan_price', 'package')),
  constraint quantity_is_1_to_1000 check (quantity between 1 and 1000),
  constraint discount_is_at_most_the_price check (
    unit_price_minor >= 0 and discount_minor between 0 and quantity * unit_price_minor
  ),
  constraint total_is_price_less_discount check (total_minor = quantity * unit_price_minor - discount_minor)
);

create unique index order_items_position on public.order_items (account_id, order_id, position);
create index order_items_product on public.order_items (account_id, product_id);

create trigger _100_forbid_change before update or delete on public.order_items
for each row execute function public.tg_forbid_change();

-- All that happened to an order, in the order in which we learnt of it.
create table public.order_timeline (
  account_id uuid not null,
  order_id uuid not null,
  -- 1, 2, 3 …
  id int not null,
  kind text not null,
  -- Of a change of status.
  from_status text,
  to_status text,
  payment_id uuid,
  detail jsonb not null default '{}',
  -- Who did it; null for the system.
  actor jsonb,
  cause text,
  -- When it happened, as a provider says.
  event_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, order_id, id),
  foreign key (account_id, order_id) references public.orders (account_id, id)
);

create trigger _100_forbid_change before update or delete on public.order_timeline
for each row execute function public.tg_forbid_change();

-- Attempts at paying an order; and each further sum that came at one of them.
create table public.payments (
  account_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  attempt int not null,
  -- What the provider was told as our number: order number and attempt. A further sum has that of its attempt.
  reference text collate "C" not null,
  provider text collate "C" not null,
  is_test boolean not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  -- Our price and the tax that the provider put on top, once it came.
  received_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  -- The greatest sum that the provider said to have given back.
  refunded_minor bigint not null default 0,
  refunded_at timestamptz,
  -- What of that is surely not ours: told before we asked for what is on its way now.
  panel_refunded_minor bigint not null default 0,
  provider_payment_id text collate "C",
  checkout_id text collate "C",
  checkout_url text,
  -- What the buyer scans, where there is no page.
  code_url text,
  pay_until timestamptz,
  paid_at timestamptz,
  role text,
  -- What providers said beyond the columns: {"final": true}, {"refunds": {id: {"amountMinor", "state", "at"}}}.
  facts jsonb not null default '{}',
  -- When the pump asks the provider next, how often it has, and when anybody did last.
  next_query_at timestamptz,
  queries int not null default 0,
  last_query_at timestamptz,
  -- When the page of an order that has ended is to be closed next (claim_ended_pages.sql); null: at once.
  close_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, order_id) references public.orders (account_id, id),
  constraint state_is_known check (
    state in ('intent', 'open', 'processing', 'succeeded', 'failed', 'expired', 'closed')
  ),
  constraint role_is_known check (role in ('kept', 'surplus')),
  constraint role_is_of_money check (role is null or state = 'succeeded'),
  constraint attempt_is_1_to_99 check (attempt between 1 and 99),
  constraint amounts_are_sound check (
    amount_minor >= 0 and tax_minor >= 0 and received_minor >= tax_minor and refunded_minor >= 0
  ),
  constraint money_has_come check (
    case
      when state = 'succeeded' then paid_at is not null and (provider = 'none' or provider_payment_id is not null)
      else received_minor = 0 and provider_payment_id is null
    end
  )
);

create unique index one_open_payment_per_order on public.payments (account_id, order_id)
where state in ('intent', 'open', 'processing');
create unique index one_kept_payment_per_order on public.payments (account_id, order_id) where role = 'kept';
create unique index each_attempt_once on public.payments (account_id, order_id, attempt);
create unique index each_money_once on public.payments (account_id, provider, provider_payment_id)
where provider_payment_id is not null;
create index payments_to_query on public.payments (next_query_at) where next_query_at is not null;

-- What an item gave: goods without a period once, else once for each period.
create table public.fulfilments (
  account_id uuid not null,
  order_item_id uuid not null,
  period_start timestamptz not null default '-infinity',
  order_id uuid not null,
  -- Credits given at once, and how many of them the money that went back takes with it.
  granted_units bigint not null default 0,
  revoked_units bigint not null default 0,
  subscription_id uuid,
  period_end timestamptz,
  -- When its plan or its days were ended.
  ended_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, order_item_id, period_start),
  foreign key (account_id, order_item_id) references public.order_items (account_id, id),
  foreign key (account_id, order_id) references public.orders (account_id, id),
  constraint revoked_is_at_most_granted check (revoked_units between 0 and granted_units)
);

create index fulfilments_order on public.fulfilments (account_id, order_id);

-- What we ask providers to give back.
create table public.refunds (
  account_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  payment_id uuid not null,
  -- Never changed: asking twice under one number gives back once.
  refund_number text collate "C" not null,
  cause text not null,
  -- In the provider's money: what it put on top of our price is part of it.
  amount_minor bigint not null,
  -- Goods go with it.
  takes_goods boolean not null,
  state text not null default 'requested',
  provider_refund_id text collate "C",
  facts jsonb not null default '{}',
  attempts int not null default 0,
  -- When the pump sends it next.
  send_at timestamptz,
  actor jsonb,
  reason text,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, order_id) references public.orders (account_id, id),
  foreign key (account_id, payment_id) references public.payments (account_id, id),
  constraint cause_is_known check (cause in ('admin', 'surplus', 'provider')),
  constraint state_is_known check (state in ('requested', 'pending', 'succeeded', 'failed')),
  constraint amount_is_positive check (amount_minor > 0),
  constraint number_has_at_most_32_characters check (length(refund_number) <= 32)
);

create unique index refunds_number on public.refunds (account_id, refund_number);
create index refunds_payment on public.refunds (account_id, payment_id);
create index refunds_to_send on public.refunds (send_at) where state in ('requested', 'pending');

create table public.disputes (
  account_id uuid not null,
  provider text collate "C" not null,
  provider_dispute_id text collate "C" not null,
  payment_id uuid not null,
  amount_minor bigint not null,
  state text not null,
  -- When it was so, as the provider says.
  seen_at timestamptz not null,
  primary key (account_id, provider, provider_dispute_id),
  foreign key (account_id, payment_id) references public.payments (account_id, id),
  constraint state_is_known check (state in ('inquiry', 'opened', 'won', 'lost')),
  constraint amount_is_not_negative check (amount_minor >= 0)
);

create index disputes_payment on public.disputes (account_id, payment_id);

-- Who an account is at a provider.
create table public.provider_customers (
  account_id uuid not null references public.accounts (id),
  provider text collate "C" not null,
  provider_customer_id text collate "C" not null,
  created_at timestamptz not null,
  primary key (account_id, provider)
);
