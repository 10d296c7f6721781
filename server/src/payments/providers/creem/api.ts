import { Creem } from 'creem';
import {
  checkoutEntityToJSON,
  subscriptionEntityToJSON,
  transactionEntityToJSON,
} from 'creem/models/components';
import { CreemError, ResponseValidationError } from 'creem/models/errors';
import { z } from 'zod';
import type { CreemSettings } from '../../../payment-settings.ts';
import { readJson } from '../../callback-bodies.ts';
import { Checkout, Subscription, Transaction } from './shapes.ts';

/** Creem's API, read by our shapes. Throws what the library throws, and ZodError for an answer that can't be read. */
export function createApi(settings: CreemSettings) {
  const creem = new Creem({
    apiKey: settings.apiKey,
    server: settings.isTest ? 'test' : 'prod',
    ...(settings.apiBase === undefined ? {} : { serverURL: settings.apiBase }),
  });

  return {
    createCheckout: async (request: Parameters<typeof creem.checkouts.create>[0], signal: AbortSignal) =>
      Checkout.parse(await wireOf(creem.checkouts.create(request, { signal }), checkoutEntityToJSON)),
    checkout: async (id: string, signal: AbortSignal) =>
      Checkout.parse(await wireOf(creem.checkouts.retrieve(id, { signal }), checkoutEntityToJSON)),
    transaction: async (id: string, signal: AbortSignal) =>
      Transaction.parse(await wireOf(creem.transactions.getById(id, { signal }), transactionEntityToJSON)),
    subscription: async (id: string, signal: AbortSignal) =>
      Subscription.parse(await wireOf(creem.subscriptions.get(id, { signal }), subscriptionEntityToJSON)),
    /** The first page is enough: what an order paid first is what we ask for, and one order has few. */
    transactionsOf: async (orderId: string, signal: AbortSignal) => {
      const page = await creem.transactions.search(undefined, orderId, undefined, 1, 50, { signal });
      return page.result.items.map((item) => Transaction.parse(JSON.parse(transactionEntityToJSON(item))));
    },
    refund: async (transactionId: string, signal: AbortSignal) =>
      (await creem.transactions.refund({ transactionId }, { signal })).status,
  };
}

export type Api = ReturnType<typeof createApi>;

/**
 * The answer as it came over the wire. The library refuses whatever it doesn't list, such as a new status or a null,
 * also where we don't read it: then its raw value is judged by our own shapes.
 */
async function wireOf<Entity>(answer: Promise<Entity>, toJson: (entity: Entity) => string): Promise<unknown> {
  try {
    return JSON.parse(toJson(await answer));
  } catch (error) {
    if (error instanceof ResponseValidationError) return error.rawValue;
    throw error;
  }
}

/** What Creem says when it refuses: a proxy on the way would say it in other words. */
const Refusal = z.object({ status: z.int(), error: z.string() });

/** Creem's status where it surely did nothing; it has no codes of its own. */
export function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof CreemError) || ![400, 401, 402, 403, 404, 422].includes(error.statusCode)) {
    return undefined;
  }
  return readJson(Refusal, error.body) ? `http_${error.statusCode}` : undefined;
}
