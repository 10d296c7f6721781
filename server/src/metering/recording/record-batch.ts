import type { Principal } from '../../http/access/principal.ts';
import { hashOf, senderOf } from '../../http/idempotency.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { errorCodes } from '../../lib/errors/error-codes.ts';
import type { MeteringContext } from '../context.ts';
import { claimKey, forgetKey, settleRefusals, type BatchKey, type Refusals } from './batch-key-queries.ts';
import { Refusal, UsageEvent, type RecordedBatch } from './contract.ts';
import { recordEvents } from './record-usage.ts';

/**
 * Records a batch; with a key, once: each event without a key of its own gets one made of the batch's, so that a
 * retry after whatever crash counts none twice and goes on where the first try stopped. Once all events are judged,
 * the refused ones are written down, and a replay refuses the same. Where nothing was recorded, or some event could
 * not be judged, a retry judges again what was not recorded.
 * Errors: `idempotency_mismatch` for other events under the same key, `overloaded`.
 */
export async function recordBatch(
  ctx: MeteringContext,
  principal: Principal,
  { events, idempotencyKey }: { events: readonly unknown[]; idempotencyKey: string | undefined },
): Promise<RecordedBatch> {
  if (idempotencyKey === undefined) return recordEvents(ctx, principal, events);
  const key = await readBatchKey(ctx, principal, { events, key: idempotencyKey });
  const claim = await claimKey(ctx.db, key);
  if (!claim.requestHash.equals(key.requestHash)) throw new AppError('idempotency_mismatch');
  if (claim.refusals) return replay(ctx, principal, { events, key, refusals: claim.refusals });

  const answer = await recordEvents(ctx, principal, events, (index) => eventKey(key, index));
  if (!answer.results.every(isJudged)) return answer;
  if (answer.recorded + answer.replayed === 0) {
    await forgetKey(ctx.db, key);
    return answer;
  }
  const refusals = await settleRefusals(ctx.db, key, refusalsOf(answer));
  // A concurrent twin has recorded what we were refused: one answer for both.
  const isOvertaken = Object.keys(refusals).length < answer.rejected;
  return isOvertaken ? replay(ctx, principal, { events, key, refusals }) : answer;
}

type Result = RecordedBatch['results'][number];

/** The first answer again: the refusals as they were written down, the records by their events' keys. */
async function replay(
  ctx: MeteringContext,
  principal: Principal,
  { events, key, refusals }: { events: readonly unknown[]; key: BatchKey; refusals: Refusals },
): Promise<RecordedBatch> {
  const kept = [...events.keys()].filter((index) => !refusals[index]);
  const answer = await recordEvents(
    ctx,
    principal,
    kept.map((index) => events[index]),
    (place) => eventKey(key, kept[place] ?? place),
  );
  const found = answer.results[Symbol.iterator]();
  const results = events.map((_, index): Result => {
    const refusal = refusals[index];
    if (refusal) return { status: 'rejected', ...refusal };
    return found.next().value ?? { status: 'rejected', code: 'internal' };
  });
  return { ...answer, results, rejected: answer.rejected + Object.keys(refusals).length };
}

/**
 * Made of the whole batch, since events' keys are their accounts' and the batch's may be its sender's: two batches of
 * one key that share an account don't meet. It holds a space, as no key that a client may send does.
 */
function eventKey({ owner, key, requestHash }: BatchKey, index: number): string {
  return `${hashOf([owner, key, requestHash.toString('hex')]).toString('base64url')} ${index}`;
}

/**
 * The key is the account's where all events are of one, else the sender's. What is no event asks for nothing, and
 * all such ask for the same.
 */
async function readBatchKey(
  ctx: MeteringContext,
  principal: Principal,
  { events, key }: { events: readonly unknown[]; key: string },
): Promise<BatchKey> {
  const asked = events.map((event) => UsageEvent.safeParse(event).data ?? null);
  const accounts = await Promise.all(asked.map(async (event) => event && accountOf(ctx, principal, event)));
  // One that is not there yet may be at the next try, which must find the same owner.
  const named = new Set(accounts.filter((_, index) => asked[index] !== null));
  const [first] = named;
  const owner = named.size === 1 && first ? first : senderOf(principal);
  const content = asked.map(
    (event, index) => event && { ...event, accountId: accounts[index] === owner ? owner : event.accountId },
  );
  return { owner, key, requestHash: hashOf(content) };
}

/** Null where the event will be refused for it. */
async function accountOf(
  ctx: MeteringContext,
  principal: Principal,
  event: UsageEvent,
): Promise<string | null> {
  try {
    return await resolveAccount(ctx, principal, event.accountId);
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return null;
    throw error;
  }
}

/** Whether trying again would tell the same, as long as nothing else changes. */
function isJudged({ code }: Result): boolean {
  const known = Object.entries(errorCodes).find(([name]) => name === code)?.[1];
  return known === undefined || known.status < 500;
}

function refusalsOf({ results }: RecordedBatch): Refusals {
  return Object.fromEntries(
    results.flatMap((result, index) =>
      result.status === 'rejected' ? [[index, Refusal.parse(result)]] : [],
    ),
  );
}
