import { describe, expect, it } from '@jest/globals';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

/** Batches that record uses of the account, one behind the other: two nodes' are never both at rest. */
async function busily<T>(accountId: string, work: () => Promise<T>): Promise<T> {
  let isOver = false;
  const batch = async () => {
    const client = await node().server.owner.connect();
    try {
      while (!isOver) {
        await client.query('begin');
        await client.query('select from public.user_usage where account_id = $1 for no key update', [
          accountId,
        ]);
        await client.query('select pg_sleep(0.015)');
        await client.query('commit');
      }
    } finally {
      client.release();
    }
  };
  const batches = [batch(), batch(), batch()];
  try {
    return await work();
  } finally {
    isOver = true;
    await Promise.all(batches);
  }
}

describe('POST /admin/accounts/plan', () => {
  it('an account that is used all the time has its plan changed like any other', async () => {
    const { id } = await node().account();
    await node().use(id);
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 900, resetPeriod: 'monthly' }]);
    const body = { accountIds: [id], planCode, reason: 'a new price list' };
    const result = await busily(id, () => node().done(node().post('/admin/accounts/plan', body)));
    expect(result).toMatchObject({ changed: 1, failed: 0 });
    expect(await node().quota(id)).toMatchObject({ quota: 900, used: 1 });
  });
});
