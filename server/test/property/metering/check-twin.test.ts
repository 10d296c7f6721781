import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { counterLimit } from '../../../src/bounds.ts';
import { noUnit, type Unit } from '../../../src/catalog/contract.ts';
import { toState, type StateRow } from '../../../src/metering/states/queries.ts';
import { fits, judge } from '../../../src/metering/states/quota-state.ts';
import { rounds } from '../../harness/load/load.ts';
import { useElasticDatabase } from '../../harness/metering/elastic.ts';
import { start } from '../../harness/metering/metering.ts';

// A check is answered from memory, and else by check_user_quota: whatever is used, held and paid, both say the same.
// FAULT_ROUNDS=n tries n accounts.

const database = useElasticDatabase();

const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 15 }) },
  { weight: 1, arbitrary: fc.integer({ min: counterLimit - 15, max: counterLimit }) },
);
const quota = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 2, arbitrary: fc.constant(-1) },
  { weight: 1, arbitrary: fc.integer({ min: counterLimit - 10, max: counterLimit }) },
);
const rate = fc.record({ credits: fc.integer({ min: 1, max: 3 }), per: fc.integer({ min: 1, max: 3 }) });
const offer = fc.oneof(
  { weight: 6, arbitrary: fc.record({ quota }) },
  {
    weight: 4,
    arbitrary: fc.record({ quota, overage: fc.constant('credits' as const), overageRate: rate }),
  },
  { weight: 1, arbitrary: fc.record({ enabled: fc.boolean() }) },
);
const standing = fc.record({
  offer,
  credits: fc.nat(20),
  consent: fc.constantFrom('none', 'given', 'capped', 'taken back', 'past: the plan has none'),
  acts: fc.array(fc.record({ kind: fc.constantFrom('use', 'use', 'hold', 'void'), amount }), {
    maxLength: 6,
  }),
});

/** Room beyond the quota, left of what credits paid, though they may pay no more. */
const paidBefore: Standing = {
  offer: { quota: 10, overage: 'credits', overageRate: { credits: 1, per: 1 } },
  credits: 20,
  consent: 'past: the plan has none',
  acts: [
    { kind: 'use', amount: 10 },
    { kind: 'use', amount: 5 },
    { kind: 'void', amount: 1 },
  ],
};

type Standing = typeof standing extends fc.Arbitrary<infer T> ? T : never;

/** An account that stands so. What is refused on the way leaves it as it was. */
async function accountOf({ offer: one, credits, consent, acts }: Standing): Promise<string> {
  const db = database();
  const accountId = await db.account({ ['enabled' in one ? 'export' : 'calls']: one });
  if ('enabled' in one) return accountId;
  if (credits > 0) await db.grant(accountId, credits);
  if (consent !== 'none' && 'overage' in one) {
    await db.consent(accountId, true, consent === 'capped' ? { cap: 3 } : {});
  }
  const records: string[] = [];
  for (const act of acts) {
    if (act.kind === 'hold') await db.hold(accountId, act.amount).catch(() => undefined);
    else if (act.kind === 'void') await db.void(accountId, records.shift() ?? null).catch(() => undefined);
    else {
      const { record_id: id } = await db.use(accountId, { amount: act.amount });
      if (id !== null) records.push(id);
    }
  }
  if (consent === 'taken back' && 'overage' in one) await db.consent(accountId, false);
  if (consent === 'past: the plan has none') await db.movePlan(accountId, { calls: { quota: one.quota } });
  return accountId;
}

const features = {
  calls: { code: 'calls', unit: { en: 'call', 'zh-CN': 'call' } },
  export: { code: 'export', unit: noUnit },
  words: { code: 'words', unit: { en: 'word', 'zh-CN': 'word' } },
};

type Answer = { reason: string | null } & ({ feature_code: null } | StateRow);

/** The same question to both; memory has none where credits would have to answer. */
async function ask(accountId: string, feature: { code: string; unit: Unit }, wanted: number) {
  const answer = await database().one<Answer>(
    'select reason, (state).* from public.check_user_quota($1, $2, $3, $4)',
    [accountId, feature.code, wanted, start],
  );
  const state = answer.feature_code === null ? undefined : toState(answer);
  const isKnown = !state?.isElastic || fits(state, wanted);
  // A counter that is full has no room, whatever the quota is.
  const reason = answer.reason === 'counter_full' ? 'quota_exceeded' : answer.reason;
  return { reason, state, told: isKnown ? judge(feature, state, wanted) : undefined };
}

test('memory and Postgres answer a check alike', async () => {
  await database().feature('words');
  let fromMemory = 0;
  await fc.assert(
    fc.asyncProperty(standing, amount, async (one, other) => {
      const accountId = await accountOf(one);
      const feature = 'enabled' in one.offer ? features.export : features.calls;
      const { state } = await ask(accountId, feature, 1);
      const left = (state?.quota ?? 0) + (state?.overage ?? 0) - (state?.used ?? 0) - (state?.reserved ?? 0);
      const room = counterLimit - (state?.used ?? 0) - (state?.reserved ?? 0);
      const amounts = [1, other, left, left + 1, room, room + 1];
      for (const wanted of amounts.filter((value) => value >= 1 && value <= counterLimit)) {
        const { reason, told } = await ask(accountId, feature, wanted);
        if (!told) continue;
        fromMemory += 1;
        expect({ wanted, allowed: told.allowed, reason: told.reason ?? null }).toEqual({
          wanted,
          allowed: reason === null,
          reason,
        });
      }
      const { reason, told } = await ask(accountId, features.words, other);
      expect(told).toEqual({ allowed: false, reason, quota: null });
    }),
    { numRuns: rounds(150), examples: [[paidBefore, 6]] },
  );
  expect(fromMemory).toBeGreaterThan(rounds(150));
});
