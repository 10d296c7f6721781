import { withTransaction } from '../../db/transaction.ts';
import { askAbout, type AskingContext } from '../asking/learn.ts';
import type { Provider, ProviderName } from '../provider.ts';
import { comparePayment, type ComparedPayment } from './queries.ts';

/** Providers that can be asked about a payment long after, by name. */
export function rememberingProviders(
  providers: ReadonlyMap<ProviderName, Provider>,
): ReadonlyMap<ProviderName, Provider> {
  return new Map([...providers].filter(([, { can }]) => can.remember));
}

/**
 * Asks a provider how a payment stands, lets that be known as ever, and then compares: what still differs is not for
 * want of news. True where nothing does, or where the provider doesn't say and nothing did before.
 */
export async function compareWithProvider(
  ctx: AskingContext,
  provider: Provider,
  payment: ComparedPayment,
): Promise<boolean> {
  const commands = await askAbout(ctx, provider, payment);
  return withTransaction(ctx, (tx) => comparePayment(tx, payment, commands));
}
