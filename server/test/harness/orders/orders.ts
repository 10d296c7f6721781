import { randomUUID } from 'node:crypto';
import { auditCredits } from '../credits/credits-audit.ts';
import { createTestDatabase } from '../database/database.ts';
import { useAuditedDatabase } from '../database/sql-database.ts';
import { MeteringDatabase, start, type PlanCredits, type SqlPlan } from '../metering/metering.ts';
import { auditUsage } from '../metering/usage-audit.ts';
import { paid, type Command } from './commands.ts';
import { auditOrders } from './orders-audit.ts';

/** What is asked for in an order. */
export interface Item {
  productKind: 'package' | 'plan_price';
  productId: string;
  quantity?: number;
  currency?: string;
}

export interface Order {
  id: string;
  order_number: string;
  status: string;
  currency: string;
  amount_minor: number;
  refunded_minor: number;
  kept_payment_id: string | null;
  goods_due_at: Date | null;
  goods_error: string | null;
  is_test: boolean;
}

export interface Opened {
  result: 'opened' | 'blocked' | 'processing' | 'not_payable';
  status: string;
  payment_id: string;
  reference: string;
  state: string;
}

export interface Payment {
  id: string;
  attempt: number;
  reference: string;
  state: string;
  role: 'kept' | 'surplus' | null;
  received_minor: number;
  tax_minor: number;
  refunded_minor: number;
  provider_payment_id: string | null;
}

export interface Refund {
  id: string;
  refund_number: string;
  cause: string;
  amount_minor: number;
  takes_goods: boolean;
  state: string;
  send_at: Date | null;
}

/** A database with the functions of orders and payments, called with the time that a test says it is. */
export class OrdersDatabase extends MeteringDatabase {
  static override async open(): Promise<OrdersDatabase> {
    const database = new OrdersDatabase(await createTestDatabase(), [
      ...this.kept,
      'subscriptions',
      'orders',
      'order_items',
      'order_timeline',
      'payments',
      'fulfilments',
      'refunds',
      'disputes',
      'provider_objects',
      'credit_balances',
      'credit_lots',
      'credit_transactions',
      'user_package_terms',
    ]);
    await database.openMonths();
    const free = await database.plan({ calls: { quota: 10 } });
    await database.rows('update public.plans set is_default = true where id = $1', [free.planId]);
    database.#free = free;
    return database;
  }

  #free: SqlPlan | undefined;

  /** The default plan: 10 calls a month. */
  get free(): SqlPlan {
    if (!this.#free) throw new Error('The database is not open');
    return this.#free;
  }

  /** An account on the default plan. */
  buyer(at = start): Promise<string> {
    return this.account(this.free, { at });
  }

  /** A package on sale: 1,000 credits for 30 days at 10.00 USD, unless told otherwise. */
  async package({
    credits = 1000,
    days = 30,
    daily,
    prices = [{ amountMinor: 1000, currency: 'USD' }],
  }: {
    credits?: number;
    days?: number;
    daily?: number;
    prices?: { amountMinor: number; currency: string }[];
  } = {}): Promise<Item> {
    const id = randomUUID();
    await this.rows(
      `insert into public.packages (id, code, status, current_version) values ($1::uuid, 'p' || $1, 'active', 0)`,
      [id],
    );
    await this.rows(`select public.publish_package_version($1, 0, $2, '{}')`, [
      id,
      JSON.stringify({
        name: {},
        description: {},
        credits,
        validityDays: days,
        dailyCredits: daily,
        prices,
      }),
    ]);
    return { productKind: 'package', productId: id };
  }

  /** A plan on sale, of 100 calls at 20.00 USD a month unless told otherwise. */
  async planOnSale({
    quota = 100,
    interval = 'month',
    amountMinor = 2000,
    credits,
    others = [],
  }: {
    quota?: number;
    interval?: 'month' | 'year' | 'lifetime';
    amountMinor?: number;
    credits?: PlanCredits;
    /** Its prices in other currencies. */
    others?: { amountMinor: number; currency: string }[];
  } = {}): Promise<Item & SqlPlan> {
    await this.feature('calls');
    const planId = randomUUID();
    await this.rows(
      `insert into public.plans (id, code, status, current_version) values ($1::uuid, 'p' || $1, 'active', 0)`,
      [planId],
    );
    const { version_id: versionId } = await this.one<{ version_id: string }>(
      `select public.publish_plan_version($1, 0, $2, '{}') as version_id`,
      [
        planId,
        JSON.stringify({
          name: {},
          description: {},
          highlighted: false,
          prices: [{ amountMinor, currency: 'USD' }, ...others].map((price) => ({ interval, ...price })),
          features: [{ code: 'calls', quota, resetPeriod: 'monthly', enabled: true }],
          credits: credits && { amount: 100, interval: 'month', ...credits },
        }),
      ],
    );
    const { id } = await this.one<{ id: string }>(
      'select id from public.plan_prices where plan_version_id = $1 order by position limit 1',
      [versionId],
    );
    return { productKind: 'plan_price', productId: id, planId, versionId };
  }

  createOrder(accountId: string, items: Item[], at = start): Promise<Order> {
    return this.one<Order>(`select * from public.create_order($1, $2, '{"kind": "user"}', p_now => $3)`, [
      accountId,
      JSON.stringify(
        items.map(({ productKind, productId, quantity, currency }) => ({
          productKind,
          productId,
          quantity,
          currency,
        })),
      ),
      at,
    ]);
  }

  openPayment(accountId: string, orderId: string, provider = 'sandbox', at = start): Promise<Opened> {
    return this.one<Opened>('select * from public.open_payment($1, $2, $3, p_now => $4)', [
      accountId,
      orderId,
      provider,
      at,
    ]);
  }

  async answer(accountId: string, paymentId: string, answer: object, at = start): Promise<string> {
    const { state } = await this.one<{ state: string }>(
      'select public.note_provider_answer($1, $2, $3, $4) as state',
      [accountId, paymentId, JSON.stringify(answer), at],
    );
    return state;
  }

  async receive(
    commands: Command[],
    { provider = 'sandbox', eventId = randomUUID(), isTest, at = start }: Told = {},
  ): Promise<string> {
    const { id } = await this.one<{ id: string }>(
      `select id from public.receive_event($1, $2, ''::bytea, p_is_test => $3, p_commands => $4, p_now => $5)`,
      [
        provider,
        eventId,
        isTest ?? null,
        JSON.stringify(commands.map((command) => ({ at, ...command }))),
        at,
      ],
    );
    return id;
  }

  async apply(eventId: string, at = start): Promise<string> {
    const { state } = await this.one<{ state: string }>('select public.apply_event($1, null, $2) as state', [
      eventId,
      at,
    ]);
    return state;
  }

  /** An event that says this, received and applied; the state that it has then. */
  async tell(commands: Command | Command[], told: Told = {}): Promise<string> {
    return this.apply(await this.receive([commands].flat(), told), told.at);
  }

  async endOrder(accountId: string, orderId: string, status: string, at = start): Promise<string> {
    const { result } = await this.one<{ result: string }>(
      'select public.end_order($1, $2, $3, null, $4) as result',
      [accountId, orderId, status, at],
    );
    return result;
  }

  requestRefund(
    accountId: string,
    orderId: string,
    amountMinor: number | null,
    { goods = true, at = start }: { goods?: boolean; at?: string } = {},
  ): Promise<Refund> {
    return this.one<Refund>(
      `select * from public.request_refund($1, $2, $3, $4, 'goodwill', '{"kind": "user"}', p_now => $5)`,
      [accountId, orderId, amountMinor, goods, at],
    );
  }

  async noteRefund(
    accountId: string,
    refundId: string,
    state: string,
    { cumulative, askedAt, at = start }: { cumulative?: number; askedAt?: string; at?: string } = {},
  ): Promise<string> {
    const { result } = await this.one<{ result: string }>(
      'select public.note_refund_answer($1, $2, $3, $4, null, $5, $6) as result',
      [accountId, refundId, state, cumulative ?? null, askedAt ?? null, at],
    );
    return result;
  }

  order(accountId: string, orderId: string): Promise<Order> {
    return this.one<Order>('select * from public.orders where account_id = $1 and id = $2', [
      accountId,
      orderId,
    ]);
  }

  payments(accountId: string, orderId: string): Promise<Payment[]> {
    return this.rows<Payment>(
      'select * from public.payments where account_id = $1 and order_id = $2 order by attempt',
      [accountId, orderId],
    );
  }

  refunds(accountId: string, orderId: string): Promise<Refund[]> {
    return this.rows<Refund>(
      'select * from public.refunds where account_id = $1 and order_id = $2 order by refund_number',
      [accountId, orderId],
    );
  }

  /** Each status that the order has had. */
  async statuses(accountId: string, orderId: string): Promise<string[]> {
    const rows = await this.rows<{ to_status: string }>(
      `select to_status from public.order_timeline
       where account_id = $1 and order_id = $2 and kind = 'status' order by id`,
      [accountId, orderId],
    );
    return rows.map(({ to_status: status }) => status);
  }

  /** What the order's timeline tells, line by line. */
  async told(accountId: string, orderId: string): Promise<string[]> {
    const rows = await this.rows<{ kind: string }>(
      'select kind from public.order_timeline where account_id = $1 and order_id = $2 order by id',
      [accountId, orderId],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Credits that the account can spend, and owes. */
  async credits(accountId: string, at = start): Promise<[available: number, debt: number]> {
    const { available, debt } = await this.one<{ available: number; debt: number }>(
      'select available, debt from public.credit_state($1, $2)',
      [accountId, at],
    );
    return [available, debt];
  }

  /** An order whose page is open; of somebody new, unless it is said whose. */
  async opened(
    items: Item[],
    { at = start, provider = 'sandbox', ...of }: { at?: string; provider?: string; accountId?: string } = {},
  ) {
    const accountId = of.accountId ?? (await this.buyer(at));
    const order = await this.createOrder(accountId, items, at);
    const payment = await this.openPage(accountId, order.id, provider, at);
    return { accountId, order, payment, paid: paid(payment.reference, order) };
  }

  async openPage(accountId: string, orderId: string, provider = 'sandbox', at = start): Promise<Opened> {
    const payment = await this.openPayment(accountId, orderId, provider, at);
    if (payment.result === 'opened') {
      await this.answer(
        accountId,
        payment.payment_id,
        { kind: 'page', checkoutId: randomUUID(), url: 'x' },
        at,
      );
    }
    return payment;
  }

  /** An order that was paid, and the id of the money. */
  async bought(items: Item[], { at = start } = {}) {
    const opened = await this.opened(items, { at });
    await this.tell(opened.paid, { at });
    return { ...opened, moneyId: String(opened.paid['providerPaymentId']) };
  }
}

interface Told {
  provider?: string;
  eventId?: string;
  isTest?: boolean;
  at?: string;
}

/** See `useAuditedDatabase`: the books of orders, credits and usage. */
export function useOrdersDatabase(): () => OrdersDatabase {
  return useAuditedDatabase(
    () => OrdersDatabase.open(),
    async (connectionString) => [
      ...(await auditOrders(connectionString)),
      ...(await auditCredits(connectionString)),
      ...(await auditUsage(connectionString)),
    ],
  );
}
