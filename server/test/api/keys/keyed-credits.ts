import { grantCredits } from '../../harness/credits/granted-credits.ts';
import { aPackage } from '../../harness/credits/packages.ts';
import type { MeteringServer } from '../../harness/metering/metering-server.ts';
import type { KeyedRequest } from './keyed-request.ts';

const reason = 'a test';

/** The POSTs of credits that honour a key, each on an account of its own with 100 credits. */
export function keyedCreditRequests(node: () => MeteringServer): Record<string, () => Promise<KeyedRequest>> {
  const post = (path: string, body: object) => node().done(node().post(path, body));

  async function account(): Promise<string> {
    const { id } = await node().account(null);
    await grantCredits(node().server.ctx.pool, id, 100);
    return id;
  }

  const standing = (accountId: string) => async () => {
    const { balance, held } = await node().done(node().get(`/credits/balance?accountId=${accountId}`));
    return { balance, held };
  };

  async function hold(): Promise<{ accountId: string; path: string }> {
    const accountId = await account();
    const { id } = await post('/credits/reservations', { accountId, amount: 9 });
    return { accountId, path: `/credits/reservations/${id}` };
  }

  const spending = (path: string) => async () => {
    const accountId = await account();
    const body = { accountId, amount: 3, referenceId: 'a job' };
    return { path, body, otherBody: { ...body, amount: 4 }, effect: standing(accountId) };
  };

  return {
    'POST /credits/use': spending('/credits/use'),
    'POST /credits/reservations': spending('/credits/reservations'),
    'POST /credits/reservations/:id/commit': async () => {
      const { accountId, path } = await hold();
      return {
        path: `${path}/commit`,
        body: { amount: 4 },
        otherBody: { amount: 5 },
        effect: standing(accountId),
      };
    },
    'POST /credits/reservations/:id/release': async () => {
      const { accountId, path } = await hold();
      // Releasing knows no other content.
      return { path: `${path}/release`, body: {}, otherBody: { accountId }, effect: standing(accountId) };
    },
    'POST /admin/products/packages': () => {
      const body = { code: `p${Date.now()}`, ...aPackage };
      return Promise.resolve({
        path: '/admin/products/packages',
        body,
        otherBody: { ...body, credits: 6 },
        token: node().admin,
        effect: async () =>
          (await node().server.ctx.pool.query<object>('select count(*) from packages')).rows,
      });
    },
    'POST /admin/accounts/:accountId/packages': async () => {
      const accountId = await account();
      const { id: packageId } = await node().done(
        node().post(
          '/admin/products/packages',
          { code: `a${Date.now()}`, ...aPackage, status: 'active' },
          { token: node().admin },
        ),
      );
      return {
        path: `/admin/accounts/${accountId}/packages`,
        body: { packageId, reason },
        otherBody: { packageId, reason: 'another' },
        effect: standing(accountId),
      };
    },
    'POST /admin/credits/grant': async () => {
      const accountId = await account();
      const body = { accountId, amount: 5, reason };
      return {
        path: '/admin/credits/grant',
        body,
        otherBody: { ...body, amount: 6 },
        effect: standing(accountId),
      };
    },
    'POST /admin/credits/revoke': async () => {
      const accountId = await account();
      const body = { accountId, amount: 5, reason };
      return {
        path: '/admin/credits/revoke',
        body,
        otherBody: { ...body, amount: 6 },
        effect: standing(accountId),
      };
    },
    'POST /admin/credits/grants/import': async () => {
      const accountId = await account();
      const file = (amount: number) =>
        `accountId,amount,reason,expiresAt\n${accountId},${amount},${reason},\n${accountId},2,${reason},\n`;
      return {
        path: '/admin/credits/grants/import',
        body: file(5),
        otherBody: file(6),
        effect: standing(accountId),
      };
    },
    'POST /credits/transactions/:id/return': async () => {
      const accountId = await account();
      const { transactionId } = await post('/credits/use', { accountId, amount: 9 });
      const body = { amount: 2, reason };
      return {
        path: `/credits/transactions/${transactionId}/return`,
        body,
        otherBody: { ...body, amount: 3 },
        effect: standing(accountId),
      };
    },
  };
}
