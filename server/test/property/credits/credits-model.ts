/**
 * What the ledger must do, told a second time, in memory and one credit after the other where that is simplest. Times
 * are milliseconds. A refusal is the code or SQLSTATE that the database must answer with; undefined is success.
 */

export interface ModelLot {
  id: string;
  amount: number;
  remaining: number;
  held: number;
  used: number;
  expired: number;
  revoked: number;
  /** Of `revoked`, by amount and from whatever could be spent. */
  taken: number;
  owed: number;
  priority: number;
  expiresAt: number;
  createdAt: number;
}

interface Part {
  lot: ModelLot;
  amount: number;
}

export interface ModelHold {
  id: string;
  status: 'held' | 'committed' | 'released' | 'expired';
  parts: Part[];
  amount: number;
  expiresAt: number;
  committed?: number;
}

export interface ModelUse {
  id: string;
  parts: Part[];
  amount: number;
  returned: number;
}

export interface Asked {
  amount?: number;
  action?: string;
  key?: string;
  referenceId?: string;
}

/** What is asked for a second time, by its key, is replayed. */
export type Refusal = string | undefined;

const week = 7 * 86_400_000;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const byBurning = (one: ModelLot, other: ModelLot) =>
  one.priority - other.priority ||
  (one.expiresAt === other.expiresAt ? 0 : one.expiresAt - other.expiresAt) ||
  one.createdAt - other.createdAt ||
  (one.id < other.id ? -1 : 1);

/** The content that a key stands for: an action whatever it costs, else an amount. */
const contentOf = ({ amount, action, referenceId }: Asked) => `${action ?? amount} ${referenceId}`;

export class CreditsModel {
  readonly lots: ModelLot[] = [];
  readonly holds: ModelHold[] = [];
  readonly uses: ModelUse[] = [];
  readonly #grants = new Map<string, number>();
  readonly #useKeys = new Map<string, string>();
  readonly #holdKeys = new Map<string, string>();

  get available(): number {
    return sum(this.lots.map((lot) => lot.remaining - lot.held));
  }

  get held(): number {
    return sum(this.holds.filter(({ status }) => status === 'held').map(({ amount }) => amount));
  }

  get debt(): number {
    return sum(this.lots.map((lot) => lot.owed));
  }

  settle(now: number): void {
    for (const hold of this.holds) {
      if (hold.status !== 'held' || hold.expiresAt > now) continue;
      hold.status = 'expired';
      for (const part of hold.parts) this.#free(part);
    }
    this.#expire(now);
  }

  grant(
    now: number,
    grant: { amount: number; source: string; priority: number; expiresAt: number },
    id: string,
  ): Refusal {
    this.settle(now);
    const given = this.#grants.get(grant.source);
    if (given !== undefined) return given === grant.amount ? undefined : 'MSIDM';
    if (grant.expiresAt <= now) return 'MSINV';
    this.#grants.set(grant.source, grant.amount);
    this.give(now, grant, id);
    return undefined;
  }

  /** A new lot, which pays all debts. */
  protected give(
    now: number,
    { amount, priority, expiresAt }: { amount: number; priority: number; expiresAt: number },
    id: string,
  ): ModelLot {
    const lot = this.#open(id, amount, priority, expiresAt, now);
    const debtors = this.lots.filter(({ owed }) => owed > 0);
    debtors.sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
    for (const debtor of debtors) {
      const paid = Math.min(debtor.owed, lot.remaining);
      debtor.owed -= paid;
      lot.remaining -= paid;
    }
    return lot;
  }

  /** Settled already, once for the whole batch. */
  use(asked: Asked, prices: Map<string, number>, id: string): Refusal {
    const known = asked.key === undefined ? undefined : this.#useKeys.get(asked.key);
    if (known !== undefined) return known === contentOf(asked) ? 'replayed' : 'idempotency_mismatch';
    const cost = asked.amount ?? prices.get(asked.action ?? '');
    if (cost === undefined) return 'action_unknown';
    if (cost > this.available) return 'insufficient_credits';
    const parts = this.#burn(cost);
    for (const { lot, amount } of parts) {
      lot.remaining -= amount;
      lot.used += amount;
    }
    if (asked.key !== undefined) this.#useKeys.set(asked.key, contentOf(asked));
    this.uses.push({ id, parts, amount: cost, returned: 0 });
    return undefined;
  }

  reserve(
    now: number,
    asked: Asked & { expiresAt: number },
    prices: Map<string, number>,
    id: string,
  ): Refusal {
    this.settle(now);
    const content = `${contentOf(asked)} ${asked.expiresAt - now}`;
    const known = asked.key === undefined ? undefined : this.#holdKeys.get(asked.key);
    if (known !== undefined) return known === content ? 'replayed' : 'MSIDM';
    const cost = asked.amount ?? prices.get(asked.action ?? '');
    if (cost === undefined) return 'MSACT';
    if (cost > this.available) return 'MSICR';
    const parts = this.#burn(cost);
    for (const { lot, amount } of parts) lot.held += amount;
    if (asked.key !== undefined) this.#holdKeys.set(asked.key, content);
    this.holds.push({ id, status: 'held', parts, amount: cost, expiresAt: asked.expiresAt });
    return undefined;
  }

  commit(now: number, hold: ModelHold, amount: number, useId: string): Refusal {
    this.settle(now);
    if (hold.status === 'committed' && hold.committed === amount) return undefined;
    if (hold.status !== 'held') return 'MSRCL';
    const beyond = Math.max(amount - hold.amount, 0);
    if (beyond > this.available) return 'MSICR';
    hold.status = 'committed';
    hold.committed = amount;
    const spent = beyond > 0 ? this.#burn(beyond) : [];
    for (const part of spent) {
      part.lot.remaining -= part.amount;
      part.lot.used += part.amount;
    }
    let left = amount - beyond;
    const taken: Part[] = [];
    for (const { lot, amount: held } of hold.parts) {
      const part = Math.min(left, held);
      left -= part;
      lot.held -= part;
      lot.remaining -= part;
      lot.used += part;
      if (part > 0) taken.push({ lot, amount: part });
      this.#free({ lot, amount: held - part });
    }
    this.#expire(now);
    if (amount > 0) this.uses.push({ id: useId, parts: [...taken, ...spent], amount, returned: 0 });
    return undefined;
  }

  release(now: number, hold: ModelHold): Refusal {
    this.settle(now);
    if (hold.status === 'committed') return 'MSRCL';
    if (hold.status !== 'held') return undefined;
    hold.status = 'released';
    for (const part of hold.parts) this.#free(part);
    this.#expire(now);
    return undefined;
  }

  /** One credit after the other, from the last that was taken. */
  giveBack(now: number, use: ModelUse, amount: number | null, id: string): Refusal {
    this.settle(now);
    if ((amount ?? 1) > use.amount - use.returned) return 'MSRET';
    const units = use.parts.flatMap(({ lot, amount: units }) => Array.from({ length: units }, () => lot));
    const until = units.length - use.returned;
    const from = until - (amount ?? use.amount - use.returned);
    use.returned += until - from;
    let refund = 0;
    for (const lot of units.slice(from, until).reverse()) {
      lot.used -= 1;
      if (lot.owed > 0) lot.owed -= 1;
      else if (lot.expiresAt > now) lot.remaining += 1;
      else refund += 1;
    }
    if (refund > 0) this.#open(id, refund, 50, now + week, now);
    return undefined;
  }

  revoke(now: number, lot: ModelLot, { amount, total }: { amount?: number; total?: number }): number {
    this.settle(now);
    const wanted = amount ?? Math.max((total ?? lot.amount) - (lot.revoked - lot.taken), 0);
    const taken = Math.max(Math.min(wanted, lot.amount - lot.expired - lot.revoked), 0);
    const free = Math.min(taken, lot.remaining - lot.held);
    lot.remaining -= free;
    lot.owed += taken - free;
    lot.revoked += taken;
    return taken;
  }

  revokeAmount(now: number, amount: number): Refusal {
    this.settle(now);
    if (amount > this.available) return 'MSICR';
    for (const part of this.#burn(amount)) {
      part.lot.remaining -= part.amount;
      part.lot.revoked += part.amount;
      part.lot.taken += part.amount;
    }
    return undefined;
  }

  reinstate(now: number, lot: ModelLot, amount: number | null, id: string): void {
    this.settle(now);
    let left = Math.min(amount ?? lot.revoked, lot.revoked - lot.taken);
    lot.revoked -= left;
    const waived = Math.min(left, lot.owed);
    lot.owed -= waived;
    left -= waived;
    const room = lot.expiresAt > now ? lot.amount - lot.remaining - lot.used - lot.expired : 0;
    const filled = Math.min(left, room);
    lot.remaining += filled;
    if (left > filled) this.#open(id, left - filled, 50, now + week, now);
  }

  #open(id: string, amount: number, priority: number, expiresAt: number, createdAt: number): ModelLot {
    const none = { held: 0, used: 0, expired: 0, revoked: 0, taken: 0, owed: 0 };
    const lot = { id, amount, remaining: amount, ...none, priority, expiresAt, createdAt };
    this.lots.push(lot);
    return lot;
  }

  /** What an amount would be taken from. */
  #burn(amount: number): Part[] {
    const parts: Part[] = [];
    let left = amount;
    for (const lot of this.lots.filter((one) => one.remaining > one.held).sort(byBurning)) {
      const part = Math.min(left, lot.remaining - lot.held);
      if (part > 0) parts.push({ lot, amount: part });
      left -= part;
    }
    return parts;
  }

  #free({ lot, amount }: Part): void {
    lot.held -= amount;
    const paid = Math.min(amount, lot.owed);
    lot.remaining -= paid;
    lot.owed -= paid;
  }

  #expire(now: number): void {
    for (const lot of this.lots) {
      if (lot.expiresAt > now) continue;
      lot.expired += lot.remaining - lot.held;
      lot.remaining = lot.held;
    }
  }
}
