import { z } from 'zod';
import type { Command } from '../../commands.ts';

/** What the sandbox calls back with. */
export const SandboxEvent = z.strictObject({
  id: z.string().min(1),
  type: z.enum(['payment.processing', 'payment.succeeded', 'payment.failed', 'payment.canceled']),
  createdAt: z.iso.datetime(),
  reference: z.string().min(1),
  /** Of a payment that succeeded: one page can be paid twice. */
  paymentId: z.string().optional(),
  amountMinor: z.int().positive(),
  currency: z.string(),
});
export type SandboxEvent = z.output<typeof SandboxEvent>;

/** The id of the first or second sum that was paid at an attempt's page. */
export function paymentIdOf(reference: string, turn: 1 | 2): string {
  return `sandbox_${reference}_${turn}`;
}

/** "Fail" and "Cancel" leave the order payable: neither is the last word. */
export function eventCommands(event: SandboxEvent): Command[] {
  const { reference, createdAt: at } = event;
  switch (event.type) {
    case 'payment.processing':
      return [{ type: 'payment_processing', reference, at }];
    case 'payment.failed':
      return [{ type: 'payment_failed', reference, final: false, at }];
    case 'payment.canceled':
      return [{ type: 'payment_left', reference, at }];
    case 'payment.succeeded':
      return [
        {
          type: 'payment_succeeded',
          reference,
          providerPaymentId: event.paymentId ?? paymentIdOf(reference, 1),
          amountMinor: event.amountMinor,
          taxMinor: 0,
          currency: event.currency,
          at,
        },
      ];
  }
}
