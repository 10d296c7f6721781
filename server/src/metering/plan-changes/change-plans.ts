import type { PlanReference } from '../../catalog/service.ts';
import { retryWhileHeld } from '../../db/contention.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import {
  actInPartsOnce,
  actOnce,
  holdUnsettled,
  keyOfPart,
  readParts,
  senderOf,
  type KeyedRequest,
} from '../../http/idempotency.ts';
import { toAppError } from '../../http/problem.ts';
import { getAccount, resolveAccount, writeAudit } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import { givePlan } from '../accounts/admin-acts.ts';
import type { MeteringContext } from '../context.ts';
import { enqueueEntitlementsChanged } from '../entitlements/entitlement-messages.ts';
import { requireActive, requirePlan, requireSeen } from '../entitlements/plans.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import type { ChangedPlans, ChangePlansBody, PlanChangeResult } from './contract.ts';
import { hasVersion, limitPatience } from './queries.ts';

/** Accounts that are changed at a time: half the places of their lines, so that single changes find one, too. */
const lanes = 3;
/**
 * How long somebody who holds an account is waited for; while a try waits, no plan can be changed. The last one lasts
 * for the batches of uses of a few nodes, which hold a busy account one behind the other.
 */
const patience = { all: 400, step: 10, last: 200 };
/** After this nothing more is begun: proxies give up on a request after a minute. */
const longestMs = 40_000;

/** Of the whole and of each account's part. */
const operation = 'accounts.plans';

interface Act {
  /** The whole. */
  request: KeyedRequest;
  principal: Principal;
  planCode: string;
  seenVersion: number | undefined;
  reason: string;
  requestId: string;
  /** Of each account's part. */
  key: string | undefined;
  /** On the clock of `performance`. */
  deadline: number;
}

type Outcome = Omit<PlanChangeResult, 'accountId'>;
/** What a part keeps. */
type Done = { status: 'changed' | 'kept' };

/** An account as the request names it: its id, or why there is none. */
interface Named {
  ref: string;
  found: string | Outcome;
}

interface Parts {
  named: Named[];
  /** By account. */
  outcomes: Map<string, Outcome>;
}

/**
 * Gives accounts the plan's current version, each by itself, as a change of it alone would: one that can't be changed
 * neither delays the others nor undoes them. One that is named twice is changed once. With a key, once; where the act
 * was cut off, the same request does what is left, and tells of all.
 * Errors: `invalid_input` for the plan, `conflict` when the plan is not active, `version_conflict` where another
 * version than the one that was seen is current, `idempotency_mismatch`. What is refused to an account alone is told in
 * its result; so is the plan, once the act has begun.
 */
export async function changePlans(
  ctx: MeteringContext,
  principal: Principal,
  input: ChangePlansBody & { idempotencyKey: string | undefined; requestId: string },
): Promise<ChangedPlans> {
  const { idempotencyKey, requestId, ...content } = input;
  const { planCode, seenVersion, reason, accountIds } = content;
  const request: KeyedRequest = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation,
    content,
  };
  const act: Act = {
    request,
    principal,
    planCode,
    seenVersion,
    reason,
    requestId,
    key: keyOfPart(request),
    deadline: performance.now() + longestMs,
  };
  const { result } = await actInPartsOnce<Parts, ChangedPlans>(ctx, request, {
    begin: async (tx) => {
      await requireSeenPlan(tx, act);
    },
    work: async () => {
      const named = await inLanes(accountIds, async (ref) => ({ ref, found: await find(ctx, act, ref) }));
      return { named, outcomes: await changeAll(ctx, act, idsOf(named)) };
    },
    settle: async (tx, { named, outcomes }) => {
      // What a twin did of what failed here is done.
      const failed = [...outcomes].filter(([, { status }]) => status === 'failed').map(([id]) => id);
      const done = await readParts<Done>(tx, { owners: failed, key: act.key, operation });
      const changed = summed(named, new Map<string, Outcome>([...outcomes, ...done]));
      await writeAudit(tx, principal, {
        action: 'plan.assigned_to_many',
        target: planCode,
        reason,
        details: { changed: changed.changed, kept: changed.kept, failed: changed.failed },
        requestId,
      });
      return changed;
    },
  });
  return result;
}

function idsOf(named: Named[]): string[] {
  return [...new Set(named.flatMap(({ found }) => (typeof found === 'string' ? [found] : [])))];
}

/** In the order of the request. */
function summed(named: Named[], outcomes: ReadonlyMap<string, Outcome>): ChangedPlans {
  const told = new Set<string>();
  const results = named.map(({ ref, found }): PlanChangeResult => {
    if (typeof found !== 'string') return { accountId: ref, ...found };
    const outcome = outcomes.get(found);
    invariant(outcome, 'each account has its outcome');
    // Named once more, it has the plan already.
    const isAgain = told.has(found) && outcome.status === 'changed';
    told.add(found);
    return { accountId: ref, ...outcome, ...(isAgain && { status: 'kept' }) };
  });
  const count = (wanted: PlanChangeResult['status']) =>
    results.filter(({ status }) => status === wanted).length;
  return { results, changed: count('changed'), kept: count('kept'), failed: count('failed') };
}

/** Some at a time; the results are in the order of the items. */
async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // One iterator for all lanes: each takes whoever comes next.
  const left = items.entries();
  async function runLane(): Promise<void> {
    for (const [place, item] of left) results[place] = await work(item);
  }
  await Promise.all(Array.from({ length: lanes }, runLane));
  return results;
}

async function find(ctx: MeteringContext, act: Act, ref: string): Promise<string | Outcome> {
  try {
    return await resolveAccount(ctx, act.principal, ref);
  } catch (error) {
    return failed(ctx, act, ref, error);
  }
}

async function changeAll(ctx: MeteringContext, act: Act, ids: string[]): Promise<Map<string, Outcome>> {
  const outcomes = await inLanes(ids, async (id): Promise<[string, Outcome]> => {
    const outcome = await changeAccount(ctx, act, id).catch((error: unknown) => failed(ctx, act, id, error));
    return [id, outcome];
  });
  return new Map(outcomes);
}

function failed(ctx: MeteringContext, { requestId }: Act, accountId: string, error: unknown): Outcome {
  const { code, status, detail, cause } = toAppError(error);
  if (status === 500) ctx.logger.error({ err: cause, accountId, requestId }, 'a change of plan');
  return { status: 'failed', code, ...(detail === undefined ? {} : { detail }) };
}

async function changeAccount(ctx: MeteringContext, act: Act, accountId: string): Promise<Done> {
  const { planCode, reason, requestId, key, deadline } = act;
  if (performance.now() > deadline) throw new AppError('overloaded');
  const part = { owner: accountId, key, operation, content: { planCode, reason } };
  const { result, replayed } = await ctx.accountLines.run(accountId, () =>
    retryWhileHeld(patience, (waitMs) => actOnce(ctx, part, (tx) => changeIn(tx, act, accountId, waitMs))),
  );
  if (result.status === 'changed' && !replayed) {
    await refreshEntitlements(ctx, [accountId]).catch((error: unknown) => {
      ctx.logger.warn({ err: error, accountId, requestId }, 'a change of plan is told by the outbox alone');
    });
  }
  return result;
}

/** The plan that is given, in the version that was seen. */
async function requireSeenPlan(
  tx: Tx,
  { planCode, seenVersion }: Pick<Act, 'planCode' | 'seenVersion'>,
): Promise<PlanReference> {
  return requireSeen(requireActive(await requirePlan(tx, planCode)), seenVersion);
}

async function changeIn(tx: Tx, act: Act, accountId: string, waitMs: number): Promise<Done> {
  await limitPatience(tx, waitMs);
  const { request, principal, reason, requestId } = act;
  await holdUnsettled(tx, request);
  const plan = await requireSeenPlan(tx, act);
  await getAccount(tx, accountId);
  if (await hasVersion(tx, accountId, plan.currentVersionId)) return { status: 'kept' };
  await givePlan(tx, principal, { plan, accountId, reason, requestId });
  // The request may be cut off before it comes to tell.
  await enqueueEntitlementsChanged(tx, [accountId]);
  return { status: 'changed' };
}
