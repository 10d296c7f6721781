import { getFeature, type FeatureSummary } from '../../catalog/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { selectPlanCodes } from '../entitlements/plan-queries.ts';
import { readAccountStates, readStates } from './queries.ts';
import { toQuota, type QuotaState } from './quota-state.ts';

/**
 * The cache's key. A published plan may change the quotas of any number of accounts; the catalog's revision in the
 * key leaves all that was known before it behind at once.
 */
function keyOf(ctx: MeteringContext, accountId: string, featureCode: string): string {
  return `quota:${ctx.catalog.snapshot.revision}:${accountId}:${featureCode}`;
}

/** The feature, or `feature_unknown`. */
export function requireFeature(ctx: MeteringContext, code: string): FeatureSummary {
  const feature = getFeature(ctx, code);
  if (!feature) throw new AppError('feature_unknown', { detail: `There is no feature ${code}` });
  return feature;
}

/**
 * Where the account stands with a feature: from the cache, or from Postgres; null where nothing grants it. While
 * Postgres is known to be away the cache does not stand in for it.
 */
export async function findState(
  ctx: MeteringContext,
  accountId: string,
  featureCode: string,
): Promise<QuotaState | null> {
  const key = keyOf(ctx, accountId, featureCode);
  const found = ctx.cache.getMany([key]);
  const [cached] = found instanceof Promise ? await found : found;
  const isTrusted = cached && isState(cached) && cached.validUntil > Date.now() && !ctx.doubt.isRaised();
  if (isTrusted) return cached;
  const readAt = performance.now();
  const state = await ctx.meter.stateReader.submit({ accountId, featureCode });
  if (state) void ctx.cache.put([{ key, version: state.version, value: state, readAt }]);
  return state;
}

/**
 * The unit a feature is counted in; empty while this node has not heard of a new feature. What Postgres has counted
 * must not be answered with an error for that.
 */
export function unitOf(ctx: MeteringContext, featureCode: string): string {
  return getFeature(ctx, featureCode)?.unit ?? '';
}

/** The cache holds what this module put there, under keys of its own. */
function isState(value: object): value is QuotaState {
  return 'validUntil' in value;
}

/** Remembers states that a statement has just returned, and tells the account's browsers. */
export function noteStates(
  ctx: MeteringContext,
  states: Iterable<{ accountId: string; featureCode: string; state: QuotaState }>,
): void | Promise<void> {
  const entries = [];
  for (const { accountId, featureCode, state } of states) {
    entries.push({ key: keyOf(ctx, accountId, featureCode), version: state.version, value: state });
    announce(ctx, accountId, featureCode, state);
  }
  return ctx.cache.put(entries);
}

/** The next check asks Postgres; what was read before this version came to be is not believed any more. */
export function forgetStates(
  ctx: MeteringContext,
  states: readonly { accountId: string; featureCode: string; version: number }[],
): void | Promise<void> {
  return ctx.cache.expire(
    states.map(({ accountId, featureCode, version }) => ({
      key: keyOf(ctx, accountId, featureCode),
      version: version - 1,
    })),
  );
}

function announce(ctx: MeteringContext, accountId: string, featureCode: string, state: QuotaState): void {
  const unit = unitOf(ctx, featureCode);
  ctx.live.emitLatest(
    `account:${accountId}`,
    'quota:updated',
    `${accountId}:${featureCode}`,
    toQuota(featureCode, unit, state),
  );
}

/**
 * After a change of what an account has used: reads all its states anew, puts them over what caches hold, forgets
 * features that it has lost, and tells its browsers.
 */
export async function refreshAccount(ctx: MeteringContext, accountId: string): Promise<void> {
  const states = await readAccountStates(ctx.db, accountId);
  const lost = [...ctx.catalog.snapshot.features.keys()].filter((code) => !states.has(code));
  const version = Date.now() * 1000;
  await ctx.cache.expire(lost.map((code) => ({ key: keyOf(ctx, accountId, code), version })));
  await noteStates(
    ctx,
    [...states].map(([featureCode, state]) => ({ accountId, featureCode, state })),
  );
}

/**
 * After a change of what accounts may use: as `refreshAccount`, and tells their browsers to look at the subscription
 * anew, since `quota:updated` says nothing of features that were lost and adds none to a page.
 */
export async function refreshEntitlements(
  ctx: MeteringContext,
  accountIds: readonly string[],
): Promise<void> {
  const [first, ...others] = accountIds;
  if (first === undefined) return;
  await (others.length === 0 ? refreshAccount(ctx, first) : refreshAccounts(ctx, accountIds));
  const planCodes = await selectPlanCodes(ctx.db, accountIds);
  for (const accountId of accountIds) {
    const planCode = planCodes.get(accountId) ?? null;
    const room = `account:${accountId}`;
    ctx.live.emitLatest(room, 'subscription:updated', `${accountId} subscription`, { accountId, planCode });
  }
}

/** As `refreshAccount`, for many accounts with a statement a feature. */
async function refreshAccounts(ctx: MeteringContext, accountIds: readonly string[]): Promise<void> {
  const version = Date.now() * 1000;
  for (const featureCode of ctx.catalog.snapshot.features.keys()) {
    const wanted = accountIds.map((accountId) => ({ accountId, featureCode }));
    const states = await readStates(ctx.pool, wanted);
    const lost = wanted.filter((_, index) => !states[index]);
    await ctx.cache.expire(
      lost.map(({ accountId }) => ({ key: keyOf(ctx, accountId, featureCode), version })),
    );
    await noteStates(
      ctx,
      wanted.flatMap((one, index) => {
        const state = states[index];
        return state ? [{ ...one, state }] : [];
      }),
    );
  }
}
