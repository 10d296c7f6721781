import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../harness/load/load.ts';
import {
  after,
  useMeteringDatabase,
  type MeteringDatabase,
  type SqlPlan,
} from '../../harness/metering/metering.ts';
import { auditShown } from '../../harness/metering/usage-audit.ts';
import { Course, tolerate, zones, type Act } from './course.ts';
import { RenewalHistory } from './renewal-history.ts';

// Whatever else happens to an account, each version that was published for its renewal holds from that instant on, and
// counts as having held. FAULT_ROUNDS=n tries n courses.

const database = useMeteringDatabase();

const offers = (['monthly', 'daily'] as const).flatMap((resetPeriod) =>
  [100, 5, -1].map((quota) => ({ quota, resetPeriod })),
);

const amount = fc.integer({ min: 1, max: 20 });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('renewal'), which: fc.nat(offers.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('now'), which: fc.nat(offers.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('turn'), amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('away', 'home', 'reset', 'end') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('override'), amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('use'), amount }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount,
      told: fc.oneof(fc.integer({ min: -90_000, max: 0 }), fc.integer({ min: 60, max: 300 })),
    }),
  },
);
/** How long until the next act; or how long before or after the account's month ends it comes. */
const pause = fc.oneof(
  fc.record({ seconds: fc.integer({ min: -3, max: 90 }) }),
  fc.record({ seconds: fc.integer({ min: 0, max: 6 * 3600 }) }),
  fc.record({ seconds: fc.integer({ min: 0, max: 20 * 86_400 }) }),
  { weight: 2, arbitrary: fc.record({ pastEnd: fc.integer({ min: -240, max: 600 }) }) },
);

/**
 * What happens when; among it uses before the end of a month that are said to have happened past it, and overrides that
 * end soon after it.
 */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(pause, act) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant({ pastEnd: -60 }),
      fc.record({ kind: fc.constant('use'), amount, told: fc.constant(120) }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant({ pastEnd: -30 }),
      fc.record({ kind: fc.constant('override past the end'), amount }),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant({ pastEnd: 1500 }), fc.record({ kind: fc.constant('end') })) },
);

/** One account of a plan whose versions go to it at its renewal; with others, which get them in turns, or alone. */
class RenewalCourse extends Course {
  readonly history = new RenewalHistory();
  readonly #plan: SqlPlan;
  readonly #isCrowded: boolean;
  readonly #elsewhere: string;
  #offerOf = new Map<string, (typeof offers)[number]>();
  #newestId: string;
  #isAtHome = true;

  constructor(db: MeteringDatabase, accountId: string, plan: SqlPlan, elsewhere: string, isCrowded: boolean) {
    super(db, accountId, []);
    this.#plan = plan;
    this.#newestId = plan.versionId;
    this.#elsewhere = elsewhere;
    this.#isCrowded = isCrowded;
  }

  override async run(one: Act, at: string): Promise<void> {
    // Who has not been noted yet is changed as if nothing waited.
    if (!['renewal', 'turn', 'use'].includes(one.kind)) await this.finishTurns(at);
    switch (one.kind) {
      case 'renewal':
      case 'now':
        return this.#publish(one.kind, one.which ?? 0, at);
      case 'turn':
        return this.#turn(one.amount ?? 1, at);
      case 'away':
      case 'home':
        this.#isAtHome = one.kind === 'home';
        this.history.changed(at);
        return this.db.applyPlan(this.accountId, this.#isAtHome ? this.#newestId : this.#elsewhere, at);
      case 'override past the end':
        return this.call(
          `set_quota_override($1, 'calls', 30, $3, 'why', $2)`,
          at,
          after(await this.monthEnd(at), { seconds: 60 * (one.amount ?? 1) }),
        );
      case 'end':
        return this.call('end_overrides(array[$1]::uuid[], $2)', at);
      default:
        return super.run(one, at);
    }
  }

  async monthEnd(at: string): Promise<string> {
    const { end } = await this.db.one<{ end: Date }>(
      `select (public.usage_period('monthly', held.anchor_at, account.time_zone, $2)).period_end as end
       from public.account_plans as held
       join public.accounts as account on account.id = held.account_id
       where held.account_id = $1`,
      [this.accountId, at],
    );
    return end.toISOString();
  }

  async finishTurns(at: string): Promise<void> {
    const [left] = await this.#rollouts();
    if (!left) return;
    await this.#turn(100, at);
    return this.finishTurns(at);
  }

  /** The versions that did not hold when they were to. */
  async missed(at: string): Promise<object[]> {
    await this.finishTurns(at);
    await this.call('renew_due_accounts(array[$1]::uuid[], $2)', at);
    const missed: object[] = [];
    for (const { versionId, from } of this.history.heldBy(at)) {
      const { held } = await this.db.one<{ held: string | null }>(
        `select plan_version_id as held from public.entitlement_at($1, 'calls', $2)`,
        [this.accountId, from],
      );
      if (held !== versionId) missed.push({ from, versionId, held });
    }
    return missed;
  }

  protected override async use(taken: number, occurredAt: string, at: string): Promise<void> {
    const quota = await this.#quotaAhead(occurredAt, at);
    const before = await this.#usedFrom(occurredAt);
    await super.use(taken, occurredAt, at);
    const used = await this.#usedFrom(occurredAt);
    if (used > before) expect(used).toBeLessThanOrEqual(quota);
  }

  /** What waits for the account, if it is to hold by then. */
  async #quotaAhead(occurredAt: string, at: string): Promise<number> {
    const { waiting } = this.history;
    if (!waiting || waiting.from <= at || occurredAt < waiting.from) return Infinity;
    const overrides = await this.db.rows(
      'select from public.account_entitlements where account_id = $1 and override_expires_at > $2',
      [this.accountId, occurredAt],
    );
    const isNoted = (await this.#rollouts()).length === 0;
    const quota = this.#offerOf.get(waiting.versionId)?.quota ?? -1;
    return quota === -1 || overrides.length > 0 || !isNoted ? Infinity : quota;
  }

  /** What the counter of an instant holds. */
  async #usedFrom(instant: string): Promise<number> {
    const { used } = await this.db.one<{ used: number }>(
      `select coalesce(max(used), 0) as used from public.user_usage
       where account_id = $1 and counts_from <= $2 and counts_until > $2 and period_end > $2`,
      [this.accountId, instant],
    );
    return used;
  }

  async #publish(rollout: 'now' | 'renewal', which: number, at: string): Promise<void> {
    const offer = offers[which]!;
    this.#newestId = await this.db.publish(this.#plan.planId, { calls: offer });
    this.#offerOf.set(this.#newestId, offer);
    await this.db.rows('select public.rollout_plan_version($1, $2, $3, $4)', [
      this.#plan.planId,
      this.#newestId,
      rollout,
      at,
    ]);
    if (!this.#isAtHome) return;
    if (rollout === 'renewal') {
      this.history.published({ versionId: this.#newestId, from: await this.monthEnd(at) }, at);
      return;
    }
    await this.finishTurns(at);
    this.history.changed(at);
  }

  async #turn(limit: number, at: string): Promise<void> {
    for (const { id } of await this.#rollouts()) {
      await this.db.rows('select public.advance_plan_rollout($1, $2, $3)', [id, limit, at]);
    }
  }

  #rollouts(): Promise<{ id: string }[]> {
    if (!this.#isCrowded) return Promise.resolve([]);
    return this.db.rows<{ id: string }>(
      'select plan_version_id as id from public.plan_rollouts where plan_id = $1 order by created_at',
      [this.#plan.planId],
    );
  }
}

/** Others who have the plan, so many that a version reaches them in turns. */
async function crowd(plan: SqlPlan, at: string): Promise<void> {
  await database().rows(
    `with made as (
       insert into public.accounts (id, kind, name, time_zone)
       select gen_random_uuid(), 'external', 'An account', 'UTC' from generate_series(1, 21)
       returning id
     )
     insert into public.account_plans (account_id, plan_id, plan_version_id, anchor_at, renews_at, started_at)
     select id, $1, $2, $3, $3, $3 from made`,
    [plan.planId, plan.versionId, at],
  );
}

it.each([
  ['alone', false],
  ['among many', true],
])(
  'whatever happens to an account %s, what a renewal brings holds from its instant on',
  async (_, isCrowded) => {
    const db = database();
    const { versionId: elsewhere } = await db.plan({ calls: { quota: 50 } });
    const begin = '2026-02-11T00:00:00.000Z';
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (acts) => {
        const plan = await db.plan({ calls: offers[0] ?? {} });
        if (isCrowded) await crowd(plan, begin);
        const course = new RenewalCourse(
          db,
          await db.account(plan, { at: begin }),
          plan,
          elsewhere,
          isCrowded,
        );
        let at = after(begin, { days: 20 });
        for (const [wait, one] of acts) {
          const then: string =
            'seconds' in wait
              ? after(at, { seconds: wait.seconds })
              : after(await course.monthEnd(at), { seconds: wait.pastEnd });
          at = 'seconds' in wait || then > at ? then : at;
          await tolerate(course.run(one, at));
          expect(await auditShown(db.pool, course.accountId, at)).toEqual([]);
        }
        expect(await course.missed(after(at, { seconds: 10 }))).toEqual([]);
      }),
      { numRuns: rounds(40), endOnFailure: true },
    );
  },
  600_000,
);
