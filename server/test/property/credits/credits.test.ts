import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowances } from '../../harness/credits/credit-packages.ts';
import { auditCredits } from '../../harness/credits/credits-audit.ts';
import { useCreditsDatabase, type Grant, type Use } from '../../harness/credits/credits.ts';
import { rounds } from '../../harness/load/load.ts';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';
import type { Asked, ModelLot } from './credits-model.ts';
import { useKeptBalances } from './kept-balances.ts';
import { packageAct, runPackageAct, publishOffers, type Offers } from './packages-course.ts';
import { PackagesModel } from './packages-model.ts';

// Quality, invariant 4: whatever happens to accounts, the books say what a model says that is written another way, and
// hold all their rules after each step. FAULT_ROUNDS=n tries n courses.

const database = useCreditsDatabase();

const actions = ['video', 'face_swap', 'nonsense'];
/** Mostly what fits into a lot, at times more than there is. */
const small = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
  fc.integer({ min: 1, max: 40 }),
);
const which = fc.nat(1000);
const key = fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined });
const asked = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: small }, fc.constantFrom(...actions)), key, fc.boolean())
  .map(([what, given, refers]): Asked => ({
    ...(typeof what === 'number' ? { amount: what } : { action: what }),
    ...(given === undefined ? {} : { key: given }),
    ...(refers ? { referenceId: 'job' } : {}),
  }));
const uses = (maxLength: number) => fc.array(fc.tuple(fc.nat(1), asked), { minLength: 1, maxLength });

/** How long credits last, in seconds; most end within a course, some come to their last week. */
const lives = [null, 600, 600, 3600, 86_400, 700_000];

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('grant' as const),
      amount: fc.integer({ min: 5, max: 60 }),
      source: fc.nat(12),
      priority: fc.constantFrom(10, 30, 50),
      life: fc.constantFrom(...lives),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('use' as const), uses: uses(1) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('use' as const), uses: uses(8) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      asked,
      life: fc.constantFrom(120, 1200, 1200, 86_400),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      which,
      amount: fc.option(fc.integer({ min: 0, max: 20 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('return' as const), which, amount: fc.option(small) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('revoke' as const),
      which,
      by: fc.oneof(
        { weight: 4, arbitrary: fc.record({ amount: small }) },
        { weight: 2, arbitrary: fc.record({ total: fc.integer({ min: 0, max: 70 }) }) },
        fc.constant({}),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), amount: small }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('reinstate' as const), which, amount: fc.option(small) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('price' as const), action: fc.nat(1), amount: small }),
  },
  { weight: 9, arbitrary: packageAct },
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** So that there is something to use, hold and take back from the first act on. */
const beginning = [600, 3600, null].map((life, nth): Act => ({
  kind: 'grant',
  amount: 20,
  source: 100 + nth,
  priority: 30,
  life,
}));

/** Seconds until the next act: most fall close together, some on the very instant, some a little before. */
const pause = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 60, 120, 600) },
  { weight: 4, arbitrary: fc.integer({ min: -30, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 86_400 }) },
  // Courses begin at noon.
  { weight: 1, arbitrary: fc.constantFrom(43_200, 86_400, 200_000) },
);

/** Plain days, and the eve of days of 23 and of 25 hours in America. */
const beginnings = fc.constantFrom(start, '2026-03-07T12:00:00.000Z', '2026-10-31T12:00:00.000Z');

interface Party {
  id: string;
  model: PackagesModel;
}

/** Two accounts in the hands of whoever. Acts that name one thing of an account are the first's or the second's. */
class Course {
  readonly parties: Party[];
  readonly prices: Map<string, number>;
  readonly offers: Offers;

  constructor(parties: Party[], prices: Map<string, number>, offers: Offers) {
    this.parties = parties;
    this.prices = prices;
    this.offers = offers;
  }

  /** Whose books an act may write. */
  partiesOf(act: Act): readonly Party[] {
    if ('which' in act) return this.parties.slice(act.which % 2, (act.which % 2) + 1);
    return act.kind === 'take' ? this.parties.slice(0, 1) : this.parties;
  }

  async run(act: Act, at: string): Promise<void> {
    const [party] = this.partiesOf(act);
    if (!party) throw new Error('There is no such party');
    switch (act.kind) {
      case 'grant':
        for (const one of this.parties) await this.grant(one, act, at);
        return;
      case 'use':
        return this.use(act.uses, at);
      case 'hold':
        for (const one of this.parties) await this.hold(one, act, at);
        return;
      case 'commit':
      case 'release':
        return this.close(party, act, at);
      case 'return':
        return this.giveBack(party, act, at);
      case 'revoke':
      case 'reinstate':
        return this.takeBack(party, act, at);
      case 'take': {
        const taking = database().revoke(party.id, null, { amount: act.amount }, at);
        const [, refusal] = await attempt(party.id, at, taking);
        expect(refusal).toBe(party.model.revokeAmount(Date.parse(at), act.amount));
        return;
      }
      case 'sweep':
        await database().sweep(at);
        for (const { model } of this.parties) model.settle(Date.parse(at));
        return;
      case 'price':
        this.prices.set(actions[act.action] ?? '', act.amount);
        await database().price(actions[act.action] ?? '', act.amount);
        return;
      case 'assign':
      case 'end':
      case 'zone':
        return runPackageAct(database(), party, this.offers, act, at);
    }
  }

  private async grant(
    { id, model }: Party,
    act: { amount: number; source: number; priority: number; life: number | null },
    at: string,
  ): Promise<void> {
    const expiresAt = act.life === null ? undefined : after(at, { seconds: act.life });
    const grant: Grant = {
      amount: act.amount,
      sourceId: String(act.source),
      priority: act.priority,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    const [lot, refusal] = await attempt(id, at, database().grant(id, grant, at));
    const expected = model.grant(
      Date.parse(at),
      {
        ...act,
        source: String(act.source),
        expiresAt: expiresAt === undefined ? Infinity : Date.parse(expiresAt),
      },
      lot?.lot_id ?? '',
    );
    expect(refusal).toBe(expected);
    if (lot) expect(lot.available).toBe(model.available);
  }

  private async use(wanted: [place: number, asked: Asked][], at: string): Promise<void> {
    const batch = wanted.map(([place, one]): Use & { accountId: string } => ({
      ...one,
      accountId: this.parties[place]?.id ?? '',
    }));
    // Alone where one can be.
    const [only, ...others] = batch;
    const outcomes =
      only && others.length === 0
        ? await database().consume(only.accountId, batch, at)
        : await database().consumeMany(batch, at);
    for (const place of new Set(wanted.map(([one]) => one))) {
      this.parties[place]?.model.settle(Date.parse(at));
    }
    for (const { ordinal, code, status, transaction_id: id, available } of outcomes) {
      const [place, one] = wanted[ordinal - 1] ?? [0, {}];
      const model = this.parties[place]?.model;
      expect(code ?? (status === 'replayed' ? status : undefined)).toBe(model?.use(one, this.prices, id));
      if (status === 'recorded' || code === 'insufficient_credits') {
        expect(available).toBe(model?.available);
      }
    }
    expect(outcomes).toHaveLength(wanted.length);
  }

  private async hold({ id, model }: Party, act: { asked: Asked; life: number }, at: string): Promise<void> {
    const hold = { ...act.asked, ttl: `${act.life} seconds` };
    const [held, refusal] = await attempt(id, at, database().reserve(id, hold, at));
    const expiresAt = Date.parse(at) + act.life * 1000;
    expect(refusal ?? (held.is_replay ? 'replayed' : undefined)).toBe(
      model.reserve(Date.parse(at), { ...act.asked, expiresAt }, this.prices, held?.id ?? ''),
    );
  }

  private async close(
    { id, model }: Party,
    act: { kind: 'commit' | 'release'; which: number; amount?: number | null },
    at: string,
  ): Promise<void> {
    // Mostly one that is open.
    const open = model.holds.filter(({ status }) => status === 'held');
    const holds = open.length > 0 && act.which % 3 !== 0 ? open : model.holds;
    const hold = holds[act.which % holds.length];
    if (!hold) return;
    if (act.kind === 'release') {
      const [, refused] = await attempt(id, at, database().release(id, hold.id, at));
      expect(refused).toBe(model.release(Date.parse(at), hold));
      return;
    }
    const [committed, refusal] = await attempt(
      id,
      at,
      database().commit(id, hold.id, act.amount ?? null, at),
    );
    expect(refusal).toBe(
      model.commit(Date.parse(at), hold, act.amount ?? hold.amount, committed?.transaction_id ?? ''),
    );
  }

  private async giveBack(
    { id, model }: Party,
    { which: nth, amount }: { which: number; amount: number | null },
    at: string,
  ): Promise<void> {
    const use = model.uses[nth % model.uses.length];
    if (!use) return;
    const some = amount === null ? {} : { amount };
    const [returned, refusal] = await attempt(id, at, database().giveBack(id, use.id, some, at));
    expect(refusal).toBe(model.giveBack(Date.parse(at), use, amount, returned?.transaction_id ?? ''));
    if (returned) expect(returned.available).toBe(model.available);
  }

  private async takeBack(
    { id, model }: Party,
    act: Extract<Act, { kind: 'revoke' | 'reinstate' }>,
    at: string,
  ): Promise<void> {
    // Mostly where it leads to debts, and where there is something to give back.
    const likely = model.lots.filter((one) => (act.kind === 'revoke' ? one.used > 0 : one.revoked > 0));
    const lots = likely.length > 0 && act.which % 3 !== 0 ? likely : model.lots;
    const lot = lots[act.which % lots.length];
    if (!lot) return;
    if (act.kind === 'revoke') {
      const { revoked } = await database().revoke(id, lot.id, act.by, at);
      expect(revoked).toBe(model.revoke(Date.parse(at), lot, act.by));
      return;
    }
    await database().reinstate(id, lot.id, act.amount, at);
    const known = new Set(model.lots.map((one) => one.id));
    const added = (await database().lots(id)).find((one) => one.source === 'refund' && !known.has(one.id));
    model.reinstate(Date.parse(at), lot, act.amount, added?.id ?? '');
  }

  /** Their books say what the model says, and hold all their rules. */
  async compare(parties: readonly Party[]): Promise<void> {
    const db = database();
    for (const { id, model } of parties) {
      const balance = await db.one(
        'select balance - held as available, held, debt from public.credit_balances where account_id = $1',
        [id],
      );
      expect(balance).toEqual({ available: model.available, held: model.held, debt: model.debt });
      const lots = await db.lots(id);
      // The model can't know what settling calls an allowance.
      model.nameAllowances((await allowances(db, id)).map((lot) => ({ runId: lot.source_id, id: lot.id })));
      expect(sorted(lots.map(numbersOf))).toEqual(sorted(model.lots.map(numbersOf)));
      expect(await auditCredits(db.pool, id)).toEqual([]);
    }
  }
}

function numbersOf({
  id,
  amount,
  remaining,
  held,
  used,
  expired,
  revoked,
  taken,
  owed,
}: Omit<ModelLot, 'priority' | 'expiresAt' | 'createdAt'>) {
  return { id, amount, remaining, held, used, expired, revoked, taken, owed };
}

function sorted<Item extends { id: string }>(items: Item[]): Item[] {
  return items.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/**
 * What a call returned, or what it was refused with. A refusal takes back what was settled with it, so that is done
 * again, as the model does it.
 */
async function attempt<T>(
  accountId: string,
  at: string,
  work: Promise<T>,
): Promise<[T, undefined] | [undefined, string]> {
  const refusal = await sqlstate(work);
  if (refusal === undefined) return [await work, undefined];
  await database().rows('select public.settle_credits($1, $2)', [accountId, at]);
  return [undefined, refusal];
}

describe('whatever happens to accounts', () => {
  const compareKept = useKeptBalances(() => database().connectionString);

  it('the ledger does what the model does, and its books are right after each step', async () => {
    const db = database();
    const offers = await publishOffers(db);
    await fc.assert(
      fc.asyncProperty(
        beginnings,
        fc.array(fc.tuple(pause, act), { minLength: 10, maxLength: 40, size: 'max' }),
        async (beginsAt, acts) => {
          const prices = new Map([
            ['video', 7],
            ['face_swap', 3],
          ]);
          for (const [action, amount] of prices) await db.price(action, amount);
          const parties = [await db.account(), await db.account()].map((id) => ({
            id,
            model: new PackagesModel(),
          }));
          const course = new Course(parties, prices, offers);
          const ids = parties.map(({ id }) => id);
          let [at, latest]: [string, string] = [beginsAt, beginsAt];
          for (const one of beginning) await course.run(one, at);
          for (const [seconds, one] of acts) {
            at = after(at, { seconds });
            await course.run(one, at);
            await course.compare(course.partiesOf(one));
            if (at > latest) latest = at;
            await compareKept(ids, latest);
          }
          await course.compare(parties);
        },
      ),
      // Shrinking a course takes many; seed and path tell it.
      { numRuns: rounds(80), endOnFailure: true },
    );
  }, 600_000);
});
