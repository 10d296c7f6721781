import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase, type CreditsDatabase } from '../../../harness/credits/credits.ts';
import { sqlstate, start } from '../../../harness/metering/metering.ts';

/** Whoever has waited for a balance goes by what the other left, never by what it saw before. */

const database = useCreditsDatabase();

interface Scene {
  db: CreditsDatabase;
  accountId: string;
  lotId: string;
  useId: string;
}

/** What the first one does in its transaction, as a call; `$1` is the account, `$2` the lot, `$3` the time. */
const firsts = {
  uses: `consume_credits($1, '[{"amount": 30}]', $3)`,
  holds: `reserve_credits($1, 30, null, null, '1 hour', null, $3)`,
  revokes: `revoke_credits($1, $2, 30, null, null, null, $3)`,
  grants: `grant_credits($1, 30, 'bonus', 'once', p_now => $3)`,
};

const seconds: [name: string, act: (scene: Scene) => Promise<unknown>, whenLess: string | undefined][] = [
  [
    'a use',
    async ({ db, accountId }) => {
      const [outcome] = await db.consume(accountId, [{ amount: 25 }]);
      if (outcome?.code) throw new Error(outcome.code);
    },
    'Error: insufficient_credits',
  ],
  ['a hold', ({ db, accountId }) => db.reserve(accountId, 25), 'MSICR'],
  ['a revocation', ({ db, accountId }) => db.revoke(accountId, null, { amount: 25 }), 'MSICR'],
  ['a return', ({ db, accountId, useId }) => db.giveBack(accountId, useId), undefined],
];

describe.each(Object.entries(firsts))('while another %s', (name, first) => {
  it.each(seconds)('%s waits, and goes by what is left', async (_, second, whenLess) => {
    const db = database();
    const accountId = await db.account();
    const { lot_id: lotId } = await db.grant(accountId, { amount: 50 });
    const { transaction_id: useId } = await db.use(accountId, 10);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select from public.${first} where $2::uuid is not null`, [accountId, lotId, start]);
      const outcome = sqlstate(second({ db, accountId, lotId, useId }));
      await db.waitForBlocked();
      await client.query('commit');
      expect(await outcome).toBe(name === 'grants' ? undefined : whenLess);
    } finally {
      client.release();
    }
  });
});
