import { isContention, isHeld } from '../../db/contention.ts';
import { translateDatabaseError } from '../../db/sqlstate.ts';
import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import { alertLevelOf } from '../alerts/contract.ts';
import type { MeteringContext } from '../context.ts';
import { findState } from '../states/cached-states.ts';
import { unitOf } from '../states/features.ts';
import { toQuota } from '../states/quota-state.ts';
import { UsageEvent, type Recorded, type RecordedBatch } from './contract.ts';
import { tellRefusal, toRefusal } from './refusals.ts';
import { paidByCreditsOf, stateOf, type UsageInput, type UsageOutcome } from './usage.ts';

/**
 * Records one use: durable and charged before this resolves. The same key and content count once and get the first
 * answer again.
 * Errors: `quota_exceeded` with the quota, `insufficient_credits` with what there is, `feature_not_in_plan`,
 * `feature_unknown`, `invalid_input`, `idempotency_mismatch`, `not_found` for the account, `overloaded`.
 */
export async function recordUsage(
  ctx: MeteringContext,
  principal: Principal,
  event: UsageEvent,
): Promise<Recorded> {
  const accountId = await resolveAccount(ctx, principal, event.accountId);
  const outcome = await ctx.meter.recorder.submit(toInput(accountId, event));
  if (outcome.status === 'rejected') throw toRefusal(ctx, event, outcome);

  const isLate = outcome.quota === null;
  // A late use is charged to no counter, so the present state is shown. Where the plan has lost the feature since,
  // there is none: then a quota of 0.
  const state =
    (isLate && (await findState(ctx, { accountId, featureCode: event.featureCode }))) || stateOf(outcome);
  invariant(outcome.recordId, 'what is recorded has its id');
  return {
    id: outcome.recordId,
    featureCode: event.featureCode,
    amount: event.amount,
    replayed: outcome.status === 'replayed',
    late: isLate,
    quota: toQuota(event.featureCode, unitOf(ctx, event.featureCode), state),
    paidByCredits: paidByCreditsOf(outcome) ?? null,
    alerts: outcome.alerts.map((threshold) => ({ threshold, level: alertLevelOf(threshold) })),
  };
}

/**
 * Records up to 1,000 uses of any accounts. Each is judged for itself, in order; a bad one, even one that is no event
 * at all, is rejected alone, and so is one that could not be judged now (`unavailable`), which may be repeated.
 * `keyAt` gives keys to those that have none of their own.
 * Errors: `overloaded`; `unavailable` where none could be judged.
 */
export async function recordEvents(
  ctx: MeteringContext,
  principal: Principal,
  events: readonly unknown[],
  keyAt?: (index: number) => string,
): Promise<RecordedBatch> {
  const prepared = await Promise.all(
    events.map(async (event, index) => prepare(ctx, principal, event, keyAt?.(index))),
  );
  const inputs = prepared.filter((one): one is UsageInput => !(one instanceof AppError));
  const fates = (await ctx.meter.recorder.submitEach(inputs))[Symbol.iterator]();

  const counts = { recorded: 0, replayed: 0, rejected: 0 };
  let judged = 0;
  const unavailable: AppError[] = [];
  const results = prepared.map((one): RecordedBatch['results'][number] => {
    const outcome = one instanceof AppError ? one : outcomeOf(ctx, one, fates.next().value);
    if (isUnavailable(outcome)) unavailable.push(outcome);
    else if (!(one instanceof AppError)) judged += 1;
    if (outcome instanceof AppError) {
      counts.rejected += 1;
      return { status: 'rejected', ...tellRefusal(outcome) };
    }
    const status = outcome.status === 'replayed' ? 'replayed' : 'recorded';
    counts[status] += 1;
    const paidByCredits = paidByCreditsOf(outcome);
    return {
      status,
      ...(outcome.recordId ? { id: outcome.recordId } : {}),
      ...(paidByCredits ? { paidByCredits } : {}),
    };
  });
  if (unavailable[0] && judged === 0) throw unavailable[0];
  return { results, ...counts };
}

function isUnavailable(outcome: UsageOutcome | AppError): outcome is AppError {
  return outcome instanceof AppError && outcome.code === 'unavailable';
}

/** What became of one event of many: whatever kept it from being judged or stored says nothing of its neighbours. */
function outcomeOf(
  ctx: MeteringContext,
  input: UsageInput,
  fate: PromiseSettledResult<UsageOutcome> | undefined,
): UsageOutcome | AppError {
  invariant(fate, 'every event that was submitted has its fate');
  if (fate.status === 'fulfilled') {
    return fate.value.status === 'rejected' ? toRefusal(ctx, input, fate.value) : fate.value;
  }
  const error = translateDatabaseError(fate.reason);
  if (error instanceof AppError) {
    return error.code === 'unavailable' ? toUnavailable(error, fate.reason) : error;
  }
  ctx.logger.error({ err: error }, 'an event of a batch could not be stored');
  return new AppError('internal', { detail: 'The event could not be stored', cause: error });
}

/** Nothing is recorded where Postgres said so; where it fell silent, the event's key tells a repetition. */
function toUnavailable(error: AppError, reason: unknown): AppError {
  const isSure = reason instanceof AppError || isContention(reason) || isHeld(reason);
  const detail = isSure
    ? 'Its account is being changed; it was not recorded, and may be repeated'
    : 'It may or may not have been recorded; repeat it under the same idempotency key';
  return new AppError('unavailable', { detail, retryAfterSeconds: 1, cause: error });
}

/** The event with its account resolved, or why it can't be recorded. */
function prepare(
  ctx: MeteringContext,
  principal: Principal,
  event: unknown,
  key: string | undefined,
): UsageInput | AppError | Promise<UsageInput | AppError> {
  const parsed = UsageEvent.safeParse(event);
  if (!parsed.success) {
    return new AppError('invalid_input', {
      errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    });
  }
  try {
    const account = resolveAccount(ctx, principal, parsed.data.accountId);
    if (typeof account === 'string') return toInput(account, parsed.data, key);
    return account.then((accountId) => toInput(accountId, parsed.data, key), refusalOrThrow);
  } catch (error) {
    return refusalOrThrow(error);
  }
}

/** What one event is to blame for stays with it, and so does a database that was out of reach just then. */
function refusalOrThrow(thrown: unknown): AppError {
  const error = translateDatabaseError(thrown);
  if (error instanceof AppError && (error.status < 500 || error.code === 'unavailable')) return error;
  throw error;
}

function toInput(accountId: string, event: UsageEvent, key?: string): UsageInput {
  return {
    accountId,
    featureCode: event.featureCode,
    amount: event.amount,
    key: event.idempotencyKey ?? key,
    occurredAt: event.occurredAt,
    metadata: event.metadata,
  };
}
