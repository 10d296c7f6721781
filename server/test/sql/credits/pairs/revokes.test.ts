import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';

/** Where what an admin takes meets the total that a provider's refunds come to, in both orders. */

const database = useCreditsDatabase();

async function bought(amount = 100) {
  const db = database();
  const accountId = await db.account();
  const { lot_id: lotId } = await db.grant(accountId, { source: 'purchase', amount });
  const acts = {
    admin: (some: number) => db.revoke(accountId, null, { amount: some }),
    provider: (total: number) => db.revoke(accountId, lotId, { total }),
  };
  const lot = async () => (await db.lots(accountId)).find(({ id }) => id === lotId);
  return { db, accountId, lotId, lot, ...acts };
}

describe('an amount that an admin takes and a provider’s total', () => {
  it.each(['admin first', 'provider first'])('each take their own: %s', async (order) => {
    const { db, accountId, lot, admin, provider } = await bought();
    if (order === 'admin first') await admin(30);
    expect(await provider(50)).toEqual({ revoked: 50, owed: 0 });
    if (order === 'provider first') await admin(30);
    expect(await provider(50)).toEqual({ revoked: 0, owed: 0 });
    expect(await lot()).toMatchObject({ remaining: 20, revoked: 80, owed: 0 });
    expect(await db.state(accountId)).toEqual([20, 0, 0]);
  });

  it('together never take more than the lot came with, nor owe what the admin has taken', async () => {
    const { db, accountId, admin, provider } = await bought();
    await db.use(accountId, 60);
    await admin(40);
    expect(await provider(100)).toEqual({ revoked: 60, owed: 60 });
    expect(await db.state(accountId)).toEqual([0, 0, 60]);
  });

  it('after a whole refund there is nothing for the admin to take', async () => {
    const { admin, provider } = await bought();
    expect(await provider(100)).toEqual({ revoked: 100, owed: 0 });
    expect(await sqlstate(admin(1))).toBe('MSICR');
  });

  it.each(['admin first', 'provider first'])(
    'a dispute that is won gives back what the provider took: %s',
    async (order) => {
      const { db, accountId, lotId, admin, provider } = await bought();
      if (order === 'admin first') await admin(30);
      await provider(50);
      if (order === 'provider first') await admin(30);
      expect(await db.reinstate(accountId, lotId)).toEqual({ reinstated: 50, waived: 0 });
      expect(await db.state(accountId)).toEqual([70, 0, 0]);
      expect(await provider(50)).toEqual({ revoked: 50, owed: 0 });
    },
  );

  it('goes through several lots, and counts for none of their totals', async () => {
    const { db, accountId, lotId, admin, provider } = await bought();
    const { lot_id: otherId } = await db.grant(
      accountId,
      { source: 'purchase', amount: 100 },
      after(start, { seconds: 1 }),
    );
    await admin(130);
    expect(await provider(20)).toEqual({ revoked: 0, owed: 0 });
    expect(await db.revoke(accountId, otherId, { total: 20 })).toEqual({ revoked: 20, owed: 0 });
    expect(await db.state(accountId)).toEqual([50, 0, 0]);
    expect(lotId).not.toBe(otherId);
  });
});

describe('a lot that an admin takes back whole and a provider’s total', () => {
  it('after it, nothing is taken twice', async () => {
    const { db, accountId, lotId, provider } = await bought();
    await db.use(accountId, 60);
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 100, owed: 60 });
    expect(await provider(50)).toEqual({ revoked: 0, owed: 0 });
    expect(await provider(100)).toEqual({ revoked: 0, owed: 0 });
  });

  it('before it, the lot takes back what is left', async () => {
    const { db, accountId, lotId, provider } = await bought();
    await provider(50);
    expect(await db.revoke(accountId, lotId)).toEqual({ revoked: 50, owed: 0 });
    expect(await db.state(accountId)).toEqual([0, 0, 0]);
  });
});
