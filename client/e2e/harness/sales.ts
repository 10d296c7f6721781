import { randomUUID } from 'node:crypto';
import { call } from '@meterstone/server/harness/http/contract';
import type { Person } from '@meterstone/server/harness/identity/people';
import { paid, type Command } from '@meterstone/server/harness/orders/commands';
import { z } from 'zod';
import { makePackage } from './packages.ts';
import type { Product } from './product.ts';

export interface Sale {
  buyer: Person;
  orderId: string;
  orderNumber: string;
  reference: string;
  packageName: string;
}

interface Sold {
  buyer?: Person;
  amountMinor?: number;
  currency?: string;
  isPaid?: boolean;
  /** A price of a plan in the place of a package of its own, with what it costs. */
  priceId?: string;
}

const Started = z.object({ order_id: z.string(), request_id: z.string() });

/** An order of a package of 1,000 credits, or of a plan, paid by the sandbox unless told otherwise. */
export async function sell(
  product: Product,
  { buyer, amountMinor = 1_000, currency = 'USD', isPaid = true, priceId }: Sold = {},
): Promise<Sale> {
  const person = buyer ?? (await product.register());
  const packageName = `Credits ${randomUUID().slice(0, 8)}`;
  const content = { credits: 1_000, prices: [{ amountMinor, currency }] };
  const productId = priceId ?? (await makePackage(product, packageName, content)).id;
  const { body } = await call(product.server, 'post', '/payments', {
    token: person.token,
    body: { product_id: productId, provider: 'sandbox' },
  });
  const { order_id: orderId, request_id: reference } = Started.parse(body.data);
  if (isPaid) await hear(product, [paid(reference, { amount_minor: amountMinor, currency })]);
  return { buyer: person, orderId, orderNumber: reference.slice(0, -2), reference, packageName };
}

/** The sale's price comes a second time, and the sandbox has refused five times to take it back: an admin is needed. */
export async function payTwice(
  product: Product,
  { reference }: Sale,
  { amountMinor = 1_000, currency = 'USD' }: Sold = {},
): Promise<void> {
  const client = await product.server.owner.connect();
  try {
    // Of one piece, so that nobody sends the refund meanwhile.
    await client.query('begin');
    await client.query(
      `select public.apply_event(id)
       from public.receive_event('sandbox', $1, 'x', p_is_test => true, p_commands => $2)`,
      [`event ${randomUUID()}`, JSON.stringify([paid(reference, { amount_minor: amountMinor, currency })])],
    );
    for (let turn = 0; turn < 5; turn += 1) {
      await client.query(
        `select public.note_refund_answer(refund.account_id, refund.id, 'failed')
         from public.refunds as refund
         join public.payments as payment
           on payment.account_id = refund.account_id and payment.id = refund.payment_id
         where payment.reference = $1 and refund.state = 'requested'`,
        [reference],
      );
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** What the sandbox says, applied; of the other mode where it is told so. Resolves to what came of it. */
export async function hear(product: Product, commands: Command[], mismatch?: string): Promise<string> {
  const { rows } = await product.server.owner.query<{ state: string }>(
    `select public.apply_event(id) as state
     from public.receive_event(
       'sandbox', $1, 'x', p_is_test => true, p_commands => $2, p_mismatch => $3
     )`,
    [`event ${randomUUID()}`, JSON.stringify(commands), mismatch ?? null],
  );
  return rows[0]?.state ?? '';
}
