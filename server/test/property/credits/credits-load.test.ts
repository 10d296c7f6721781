import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase, type CreditsDatabase } from '../../harness/credits/credits.ts';
import { between, pick, rounds } from '../../harness/load/load.ts';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';

// Quality, invariant 4, under concurrency: at every moment that a reader can see, the books of all accounts are right.
// FAULT_ROUNDS=n lets each client act n times.

const database = useCreditsDatabase();

/** Refusals that are answers: too little, closed, returned already, and a batch that met a held balance. */
const foreseen = ['MSICR', 'MSRCL', 'MSRET', '55P03', undefined];

/** One of many programs that work with the same accounts; each with a clock of its own, of seconds ahead or behind. */
class Client {
  readonly #db: CreditsDatabase;
  readonly #accounts: string[];
  readonly #startedAt = Date.now();
  readonly #lots: [accountId: string, id: string][] = [];
  readonly #holds: [accountId: string, id: string][] = [];
  readonly #uses: [accountId: string, id: string][] = [];

  constructor(db: CreditsDatabase, accounts: string[]) {
    this.#db = db;
    this.#accounts = accounts;
  }

  /** A second of the test is a minute for the books, so that much ends meanwhile. */
  #now(): string {
    const seconds = ((Date.now() - this.#startedAt) / 1000) * 60 + between(-3, 3);
    return after(start, { seconds: Math.round(seconds) });
  }

  async act(): Promise<void> {
    const db = this.#db;
    const at = this.#now();
    const accountId = pick(this.#accounts);
    const soon = after(at, { seconds: between(20, 400) });
    switch (between(0, 9)) {
      case 0: {
        const grant = { amount: between(20, 60), ...(between(0, 1) === 0 ? { expiresAt: soon } : {}) };
        const { lot_id: lot } = await db.grant(accountId, grant, at);
        this.#lots.push([accountId, lot]);
        return;
      }
      case 1: {
        const use = await db.use(accountId, between(1, 30), at);
        if (use.status === 'recorded') this.#uses.push([accountId, use.transaction_id]);
        return;
      }
      case 2:
      case 3:
        return this.#useMany(at);
      case 4: {
        const { id } = await db.reserve(accountId, { amount: between(1, 40), ttl: '100 seconds' }, at);
        this.#holds.push([accountId, id]);
        return;
      }
      case 5:
        return this.#with(this.#holds, async (one, id) => {
          await db.commit(one, id, between(0, 50), at);
        });
      case 6:
        return this.#with(this.#holds, async (one, id) => {
          await db.release(one, id, at);
        });
      case 7:
        return this.#with(this.#uses, async (one, id) => {
          await db.giveBack(one, id, { amount: between(1, 10) }, at);
        });
      case 8:
        return this.#with(this.#lots, async (one, id) => {
          if (between(0, 1) === 0) await db.revoke(one, id, { amount: between(1, 60) }, at);
          else await db.reinstate(one, id, null, at);
        });
      case 9:
        await db.sweep(at, 3);
    }
  }

  async #useMany(at: string): Promise<void> {
    const uses = Array.from({ length: between(2, 12) }, () => ({
      accountId: pick(this.#accounts),
      amount: between(1, 12),
      key: randomUUID(),
    }));
    const outcomes = await this.#db.consumeMany(uses, at);
    for (const { ordinal, status, transaction_id: id } of outcomes) {
      if (status === 'recorded') this.#uses.push([uses[ordinal - 1]?.accountId ?? '', id]);
    }
  }

  async #with(
    things: [accountId: string, id: string][],
    work: (accountId: string, id: string) => Promise<void>,
  ): Promise<void> {
    if (things.length > 0) await work(...pick(things));
  }
}

describe('clients side by side', () => {
  it.each([
    ['one account', 1],
    ['several accounts', 6],
  ])('on %s never show an auditor books that are wrong', async (_, count) => {
    const db = database();
    const accounts = await Promise.all(Array.from({ length: count }, () => db.account(100)));
    let atWork = 8;
    const unforeseen: unknown[] = [];
    const work = async () => {
      const client = new Client(db, accounts);
      for (let act = 0; act < rounds(60); act += 1) {
        const refusal = await sqlstate(client.act());
        if (!foreseen.includes(refusal)) unforeseen.push(refusal);
      }
      atWork -= 1;
    };
    let audits = 0;
    const audit = async () => {
      while (atWork > 0) {
        expect(await db.rows('select * from public.audit_credits()')).toEqual([]);
        audits += 1;
      }
    };
    await Promise.all([audit(), ...Array.from({ length: atWork }, work)]);
    // Deadlocks would be among these.
    expect(unforeseen).toEqual([]);
    expect(audits).toBeGreaterThan(3);
  });
});
