import { createHash } from 'node:crypto';
import { withTransaction, type TransactionContext } from '../../db/transaction.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Logger } from '../../lib/logger.ts';
import { factOf, type Command } from '../commands.ts';
import { applyEvent, receiveEvents, type ReceivedEvent } from '../inbox/queries.ts';
import type { Provider } from '../provider.ts';
import { listRefundNumbers, type AskedPayment } from './queries.ts';

/** What asking needs of the context. */
export type AskingContext = TransactionContext & { logger: Logger };

/**
 * Asks a provider what became of an attempt, and lets what it says be known: through the inbox, as if it had called
 * back, so that there is one way in and one list. A fact that is known already is none. Returns all that it says;
 * undefined where it doesn't.
 */
export async function askAbout(
  ctx: AskingContext,
  provider: Provider,
  payment: AskedPayment,
): Promise<Command[] | undefined> {
  const refundNumbers = await listRefundNumbers(ctx.db, payment);
  const answer = await provider.query({ ...payment, refundNumbers });
  if (answer.kind !== 'ok') {
    const reason = answer.kind === 'refused' ? answer.code : answer.reason;
    ctx.logger.warn(
      { provider: provider.name, reference: payment.reference, reason },
      'a provider did not answer',
    );
    return undefined;
  }
  for (const command of answer.value) await learn(ctx, provider, payment.reference, command);
  return answer.value;
}

async function learn(
  ctx: AskingContext,
  provider: Provider,
  reference: string,
  command: Command,
): Promise<void> {
  const fact = createHash('sha256').update(factOf(command)).digest('hex').slice(0, 32);
  const event: ReceivedEvent = {
    provider: provider.name,
    eventId: `poll:${reference}:${fact}`,
    raw: Buffer.from(JSON.stringify(command)),
    headers: {},
    signedBy: 'query',
    isTest: provider.isTest,
    occurredAt: command.at,
    commands: [command],
    mismatch: undefined,
  };
  const [id] = await receiveEvents(ctx.db, [event]);
  invariant(id, 'an event that is received has an id');
  await withTransaction(ctx, (tx) => applyEvent(tx, id, undefined));
}
