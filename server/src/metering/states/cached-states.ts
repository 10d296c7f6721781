import type { MeteringContext } from '../context.ts';
import { unitOf } from './features.ts';
import { toQuota, type QuotaState, type StateWanted } from './quota-state.ts';

/** A state, and whose it is. */
export interface KnownState extends StateWanted {
  state: QuotaState;
}

/**
 * The cache's key. A published plan may change the quotas of any number of accounts; the catalog's revision in the
 * key leaves all that was known before it behind at once.
 */
function keyOf(ctx: MeteringContext, { accountId, featureCode }: StateWanted): string {
  return `quota:${ctx.catalog.snapshot.revision}:${accountId}:${featureCode}`;
}

/**
 * Where the account stands with a feature: from the cache, or from Postgres; null where nothing grants it. While
 * Postgres is known to be away the cache does not stand in for it.
 */
export async function findState(ctx: MeteringContext, wanted: StateWanted): Promise<QuotaState | null> {
  const key = keyOf(ctx, wanted);
  const found = ctx.cache.getMany([key]);
  const [cached] = found instanceof Promise ? await found : found;
  const isTrusted =
    cached && isState(cached) && cached.validUntil > Date.now() && !ctx.reachability.mayBeAway();
  return isTrusted ? cached : readState(ctx, wanted);
}

/** The same from Postgres, which the cache then knows, too. */
export async function readState(ctx: MeteringContext, wanted: StateWanted): Promise<QuotaState | null> {
  const readAt = performance.now();
  const state = await ctx.meter.stateReader.submit(wanted);
  if (state) void ctx.cache.put([{ key: keyOf(ctx, wanted), version: state.version, value: state, readAt }]);
  return state;
}

/** The cache holds what this module put there, under keys of its own. */
function isState(value: object): value is QuotaState {
  return 'validUntil' in value;
}

/** Keeps states that a statement has just returned, and shows them to the account's browsers. */
export function showStates(ctx: MeteringContext, states: Iterable<KnownState>): void | Promise<void> {
  const entries = [];
  for (const known of states) {
    const { accountId, featureCode, state } = known;
    entries.push({ key: keyOf(ctx, known), version: state.version, value: state });
    const room = `account:${accountId}`;
    if (!ctx.live.isHeard(room)) continue;
    ctx.live.emitLatest(
      room,
      'quota:updated',
      `${accountId}:${featureCode}`,
      toQuota(featureCode, unitOf(ctx, featureCode), state),
      shownVersion(state),
    );
  }
  return ctx.cache.put(entries);
}

/**
 * Orders what browsers are shown. A new period begins with the version of the entitlement, which is older than that of
 * the counter before; versions are microseconds, so its first instant serves.
 */
function shownVersion({ version, periodStart }: QuotaState): number {
  return periodStart === null ? version : Math.max(version, Date.parse(periodStart) * 1000);
}

/** After a change of one counter: reads it anew and shows it. Null where nothing grants the feature any more. */
export async function refreshState(ctx: MeteringContext, wanted: StateWanted): Promise<QuotaState | null> {
  const state = await ctx.meter.stateReader.submit(wanted);
  if (state) await showStates(ctx, [{ ...wanted, state }]);
  return state;
}

/** The next check asks Postgres; states up to this version are not believed any more. */
export function forgetStates(
  ctx: MeteringContext,
  forgotten: readonly (StateWanted & { version: number })[],
): void | Promise<void> {
  return ctx.cache.expire(forgotten.map((one) => ({ key: keyOf(ctx, one), version: one.version })));
}
