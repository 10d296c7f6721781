import { after, start } from '../../harness/metering/metering.ts';
import type { Command } from '../../harness/orders/commands.ts';
import { auditOrders } from '../../harness/orders/orders-audit.ts';
import type { Item, Order, OrdersDatabase } from '../../harness/orders/orders.ts';
import { Dice, type Act } from './course.ts';
import { ProviderTruth, type Money } from './provider-truth.ts';

const price = 1000;

/**
 * Plays a course against an order with two pages. What the provider says of it comes one to three times, in any order,
 * some of it at once; callers lose their connection before they commit, or the answer after, and try again. After each
 * step an auditor looks. In the end all is told, and what we ask of the provider done: then both must know the same.
 * Returns what is wrong.
 */
export async function play(
  db: OrdersDatabase,
  item: Item,
  course: readonly Act[],
  seed: number,
): Promise<string[]> {
  const player = new Player(db, new Dice(seed));
  await player.open(item);
  for (const act of course) {
    await player.act(act);
    const faults = await player.audit();
    if (faults.length > 0) return faults;
  }
  return player.end();
}

class Player {
  readonly #db: OrdersDatabase;
  readonly #dice: Dice;
  readonly #truth: ProviderTruth;
  #untold: string[] = [];
  readonly #events: string[] = [];
  readonly #telling: Promise<void>[] = [];
  #now = start;
  #accountId = '';
  #order: Order | undefined;
  #references: string[] = [];

  constructor(db: OrdersDatabase, dice: Dice) {
    this.#db = db;
    this.#dice = dice;
    this.#truth = new ProviderTruth(dice, 'USD', (command) => {
      this.#telling.push(this.#send(command, 1 + dice.roll(3), this.#now));
    });
  }

  /** Page A is closed on our side only, as the provider did not answer; B is open. */
  async open(item: Item): Promise<void> {
    this.#accountId = await this.#db.account(null);
    this.#order = await this.#db.createOrder(this.#accountId, [item]);
    for (const page of ['A', 'B']) {
      const payment = await this.#db.openPage(this.#accountId, this.#orderId);
      this.#references.push(payment.reference);
      if (page === 'A') await this.#db.answer(this.#accountId, payment.payment_id, { kind: 'closed' });
    }
  }

  get #orderId(): string {
    return this.#order?.id ?? '';
  }

  async act(act: Act): Promise<void> {
    this.#now = after(this.#now, { seconds: 60 });
    switch (act) {
      case 'pay A':
      case 'pay B':
        this.#truth.pay(this.#references[act === 'pay A' ? 0 : 1] ?? '', price);
        break;
      case 'cancel':
        await this.#end('cancelled');
        break;
      case 'expire':
        this.#now = after(this.#now, { seconds: 3600 });
        await this.#end('expired');
        break;
      case 'refund part':
      case 'refund rest':
        await this.#refund(act === 'refund part');
        break;
      case 'dispute':
        for (const money of this.#truth.money.slice(0, 1)) this.#truth.dispute(money);
        break;
    }
    if (this.#dice.isOneIn(4)) {
      this.#now = after(this.#now, { seconds: 60 });
      this.#truth.decide();
    }
    await this.#deliver(this.#dice.roll(4));
    if (this.#dice.isOneIn(3)) await this.#sendRefunds();
  }

  async #end(status: string): Promise<void> {
    await this.#call('select public.end_order($1, $2, $3, null, $4)', [
      this.#accountId,
      this.#orderId,
      status,
      this.#now,
    ]);
  }

  /** By an admin, where we know that it was paid; else at the provider's panel. */
  async #refund(isPart: boolean): Promise<void> {
    const [money] = this.#truth.money;
    if (!money) return;
    const known = (await this.#db.payments(this.#accountId, this.#orderId)).find(
      (payment) => payment.provider_payment_id === money.id && payment.role === 'kept',
    );
    if (known && this.#dice.isOneIn(2)) {
      const amount = isPart ? 300 : null;
      // Where our picture is old, nothing may be left.
      await this.#db
        .requestRefund(this.#accountId, this.#orderId, amount, { at: this.#now })
        .catch((error: unknown) => {
          if (!String(error).includes('more than is left')) throw error;
        });
    } else {
      this.#truth.refund(money, isPart ? 300 : this.#truth.left(money));
    }
  }

  async #send(command: Command, copies: number, at: string): Promise<void> {
    for (let copy = 0; copy < copies; copy += 1) {
      const id = await this.#db.receive([command], { at });
      this.#untold.push(id);
      this.#events.push(id);
    }
  }

  /** Some of what was not told yet, in any order. */
  async #deliver(count: number): Promise<void> {
    await Promise.all(this.#telling.splice(0));
    const shuffled = this.#dice.shuffled(this.#untold);
    const told = shuffled.splice(0, count);
    this.#untold = shuffled;
    if (this.#dice.isOneIn(3)) {
      await Promise.all(told.map((id) => this.#apply(id)));
    } else {
      for (const id of told) await this.#apply(id);
    }
  }

  async #apply(id: string): Promise<void> {
    await this.#call('select public.apply_event($1, null, $2)', [id, this.#now]);
  }

  /** As the pump does: the same number until the final word; answers get lost, or come twice. */
  async #sendRefunds(): Promise<void> {
    const refunds = await this.#db.rows<{
      id: string;
      refund_number: string;
      amount_minor: number;
      money: string;
    }>(
      `select refund.id, refund.refund_number, refund.amount_minor, payment.provider_payment_id as money
       from public.refunds as refund
       join public.payments as payment on payment.account_id = refund.account_id and payment.id = refund.payment_id
       where refund.account_id = $1 and refund.state in ('requested', 'pending')
       order by refund.refund_number`,
      [this.#accountId],
    );
    for (const refund of refunds) {
      const money = this.#truth.money.find(({ id }) => id === refund.money);
      if (!money) throw new Error('We give back what nobody has paid');
      const answer = this.#truth.refund(money, refund.amount_minor, refund.refund_number);
      const state = answer?.state ?? 'failed';
      for (let copy = this.#dice.roll(3); copy > 0; copy -= 1) {
        await this.#call('select public.note_refund_answer($1, $2, $3, $4, $5, $6, $6)', [
          this.#accountId,
          refund.id,
          state,
          money.refunded,
          answer?.id ?? null,
          this.#now,
        ]);
      }
    }
  }

  /** Once in eight times the connection is lost before the commit, or the answer after it. */
  async #call(statement: string, values: unknown[]): Promise<void> {
    const fate = this.#dice.roll(16);
    if (fate > 0) {
      await this.#db.rows(statement, values);
      if (fate > 1) return;
    } else {
      await this.#die(statement, values);
    }
    await this.#db.rows(statement, values);
  }

  async #die(statement: string, values: unknown[]): Promise<void> {
    const client = await this.#db.pool.connect();
    const died = new Promise((resolve) => client.once('error', resolve));
    await client.query('begin');
    await client.query(statement, values);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await this.#db.rows('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await died;
    client.release(true);
  }

  /** What the books say, and that the ledger has taken exactly what they say: nothing expires here. */
  async audit(): Promise<string[]> {
    const taken = await this.#db.rows(
      `select lot.revoked, fulfilment.revoked_units
       from public.fulfilments as fulfilment
       join public.credit_lots as lot
         on lot.account_id = fulfilment.account_id and lot.source_id = fulfilment.order_item_id::text
       where fulfilment.account_id = $1 and lot.revoked <> fulfilment.revoked_units`,
      [this.#accountId],
    );
    return [
      ...(await auditOrders(this.#db.pool, this.#accountId)),
      ...taken.map((row) => JSON.stringify(row)),
    ];
  }

  async end(): Promise<string[]> {
    for (let round = 0; round < 14; round += 1) {
      this.#now = after(this.#now, { hours: 5 });
      if (round > 1) this.#truth.decide();
      await this.#deliver(Infinity);
      await this.#sendRefunds();
      await Promise.all(this.#telling.splice(0));
      const waiting = await this.#db.rows<{ id: string }>(
        `select id from public.provider_events where state in ('orphan', 'failed') and id = any ($1)`,
        [this.#events],
      );
      this.#untold.push(...waiting.map(({ id }) => id));
    }
    return [...(await this.audit()), ...(await this.#differences())];
  }

  /** What the provider knows and we don't, or the reverse. */
  async #differences(): Promise<string[]> {
    const faults: string[] = [];
    const compare = (what: string, is: unknown, should: unknown) => {
      if (is !== should) faults.push(`${what} is ${String(is)} instead of ${String(should)}`);
    };
    const payments = await this.#db.payments(this.#accountId, this.#orderId);
    const order = await this.#db.order(this.#accountId, this.#orderId);
    const of = (money: Money) => payments.find((payment) => payment.provider_payment_id === money.id);
    for (const money of this.#truth.money) {
      const payment = of(money);
      compare(`state of ${money.id}`, payment?.state, 'succeeded');
      compare(`refunded of ${money.id}`, payment?.refunded_minor, money.refunded);
      if (payment?.role === 'surplus') compare(`what is left of ${money.id}`, this.#truth.left(money), 0);
    }
    const left = await this.#db.rows(
      `select state, reason, error from public.provider_events where id = any ($1) and state <> 'applied'`,
      [this.#events],
    );
    faults.push(...left.map((row) => JSON.stringify(row)));
    compare('money', payments.filter(({ state }) => state === 'succeeded').length, this.#truth.money.length);
    compare(
      'kept',
      payments.filter(({ role }) => role === 'kept').length,
      Math.min(this.#truth.money.length, 1),
    );

    const kept = this.#truth.money.find((money) => of(money)?.role === 'kept');
    const held = kept?.dispute && kept.dispute.state !== 'won' ? kept.dispute.amount : 0;
    const lost = kept?.dispute?.state === 'lost' ? kept.dispute.amount : 0;
    const [available] = await this.#db.credits(this.#accountId, start);
    compare('credits', available, kept ? price - Math.min(price, kept.refunded + held) : 0);
    const gone = kept ? Math.min(price, kept.refunded + lost) : 0;
    compare('refunded of the order', order.refunded_minor, gone);
    if (kept) {
      compare('status', order.status, gone === 0 ? 'paid' : gone < price ? 'partially_refunded' : 'refunded');
    } else {
      compare('status is unpaid', ['pending', 'cancelled', 'expired', 'failed'].includes(order.status), true);
    }
    return faults;
  }
}
