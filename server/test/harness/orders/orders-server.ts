import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { offerPackage } from '../credits/packages.ts';
import type { ApiNode } from '../http/api-node.ts';
import { registerUser, type Person } from '../identity/people.ts';
import { paid, refunded, type Command } from './commands.ts';

const Started = z.object({ order_id: z.string(), request_id: z.string() });

export interface Sale {
  buyer: Person;
  orderId: string;
  reference: string;
  /** The provider's name of the money. */
  moneyId: string;
}

interface Sold {
  buyer?: Person;
  amountMinor?: number;
  currency?: string;
  /** When the money came; left out: nobody has paid. */
  paidAt?: string;
  /** Content of the package that is bought. */
  content?: object;
}

/** An order of a package that somebody buys by the sandbox, paid where it says so. */
export async function sell(
  node: ApiNode,
  { buyer, amountMinor = 990, currency = 'USD', paidAt, content }: Sold = {},
): Promise<Sale> {
  const person = buyer ?? (await registerUser(node.server));
  const { id } = await offerPackage(node, { prices: [{ amountMinor, currency }], ...content });
  const body = { product_id: id, provider: 'sandbox' };
  const started = Started.parse(await node.done(node.post('/payments', body, { token: person.token })));
  const { order_id: orderId, request_id: reference } = started;
  const command = paid(reference, { amount_minor: amountMinor, currency }, paidAt ? { at: paidAt } : {});
  if (paidAt !== undefined) await tell(node, command);
  return { buyer: person, orderId, reference, moneyId: String(command['providerPaymentId']) };
}

/** So much in all of a sale has gone back. */
export function giveBack(node: ApiNode, { moneyId }: Sale, cumulativeMinor: number): Promise<void> {
  return tell(node, refunded(moneyId, cumulativeMinor));
}

/** What the sandbox says, applied. */
export async function tell(node: ApiNode, command: Command): Promise<void> {
  const { rows } = await node.server.owner.query<{ state: string }>(
    `select public.apply_event(id) as state
     from public.receive_event('sandbox', $1, 'x', p_is_test => true, p_commands => $2)`,
    [randomUUID(), JSON.stringify([command])],
  );
  if (rows[0]?.state !== 'applied') throw new Error(`It is ${rows[0]?.state}: ${JSON.stringify(command)}`);
}
