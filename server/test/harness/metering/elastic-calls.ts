import { randomUUID } from 'node:crypto';
import { elastic } from './elastic.ts';
import type { MeteringServer } from './metering-server.ts';

/** As plans offer it: ten calls a month, then three credits for every two. */
export const elasticCalls = { code: 'calls', resetPeriod: 'monthly', ...elastic } as const;

/** By an admin, for ever. */
export async function grantCredits(node: MeteringServer, accountId: string, amount: number): Promise<void> {
  await node.server.ctx.pool.query(`select public.grant_credits($1, $2, 'admin', $3)`, [
    accountId,
    amount,
    randomUUID(),
  ]);
}

/** Gives an account of elastic calls 50 credits, lets them pay, and uses its quota up. */
export async function spendBeyond(node: MeteringServer, accountId: string): Promise<void> {
  await grantCredits(node, accountId, 50);
  await node.done(node.put('/usage/elastic/calls', { accountId, enabled: true }));
  await node.use(accountId, { amount: 10 });
}
