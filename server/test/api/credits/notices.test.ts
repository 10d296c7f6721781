import { afterEach, describe, expect, it } from '@jest/globals';
import { creditJobs } from '../../../src/credits/jobs.ts';
import { CreditNotice } from '../../../src/credits/notices/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';

const node = useCreditsServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

const day = 86_400_000;

/** Credits that came ten days ago and end in two days. */
async function endingSoon(accountId: string, amount = 10): Promise<string> {
  const { rows } = await node().server.ctx.pool.query<{ lot_id: string }>(
    `select lot_id from public.grant_credits(
       p_account_id => $1, p_amount => $2, p_source => 'bonus', p_source_id => 'a gift', p_expires_at => $3,
       p_now => $4
     )`,
    [accountId, amount, new Date(Date.now() + 2 * day), new Date(Date.now() - 10 * day)],
  );
  return rows[0]!.lot_id;
}

async function runJob(): Promise<void> {
  const job = creditJobs.find(({ name }) => name === 'tell_credit_notices');
  if (!job) throw new Error('There is no such job');
  await job.run(node().server.ctx);
}

describe('credits that end soon', () => {
  it('are told on the account’s socket, and listed among its notices: once, however often the job runs', async () => {
    const [one, other] = [await node().person(0), await node().person(0)];
    const [mine, theirs] = [
      await connectSocket(node().server, { token: one.token }),
      await connectSocket(node().server, { token: other.token }),
    ];
    open.push(mine, theirs);
    const lotId = await endingSoon(one.account.id);
    await Promise.all([runJob(), runJob(), runJob()]);
    await waitUntil(() => mine.payloads('credits:notice').length > 0);
    const told = CreditNotice.parse(mine.payloads('credits:notice')[0]);
    expect(told).toMatchObject({ accountId: one.account.id, kind: 'lot', refId: lotId, days: 3, amount: 10 });

    // What comes next on the same way shows that nothing more was on it.
    await endingSoon(other.account.id);
    await runJob();
    await waitUntil(() => theirs.payloads('credits:notice').length > 0);
    expect(mine.payloads('credits:notice')).toHaveLength(1);
    expect(theirs.payloads('credits:notice')).toHaveLength(1);

    const { body } = await node().get('/credits/notices', { token: one.token });
    expect(body.data).toEqual([told]);
    expect(body.page).toEqual({ limit: 20, offset: 0, total: 1 });
  });

  it('are told of all accounts, however many', async () => {
    const accounts: string[] = [];
    for (let count = 0; count < 120; count += 1) {
      const accountId = await node().account(0);
      await endingSoon(accountId, 1);
      accounts.push(accountId);
    }
    await runJob();
    const { rows } = await node().server.owner.query<{ account_id: string }>(
      'select account_id from public.credit_notices where account_id = any ($1)',
      [accounts],
    );
    expect(rows).toHaveLength(120);
  }, 60_000);

  it('404 for another’s', async () => {
    const [one, other] = [await node().person(0), await node().person(0)];
    const path = `/credits/notices?accountId=${other.account.id}`;
    expect((await node().get(path, { token: one.token })).status).toBe(404);
  });
});
