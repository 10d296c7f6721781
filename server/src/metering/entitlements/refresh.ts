import type { MeteringContext } from '../context.ts';
import { forgetStates, showStates } from '../states/cached-states.ts';
import { readAccountStates, readStates, readVersion } from '../states/queries.ts';
import { selectPlanCodes } from './queries.ts';

/**
 * After a change of what an account has used: reads all its states anew, puts them over what caches hold, forgets
 * features that it has lost, and shows its browsers.
 */
export async function refreshAccount(ctx: MeteringContext, accountId: string): Promise<void> {
  const version = await readVersion(ctx.db);
  const states = await readAccountStates(ctx.db, accountId);
  const lost = [...ctx.catalog.snapshot.features.keys()].filter((code) => !states.has(code));
  await forgetStates(
    ctx,
    lost.map((featureCode) => ({ accountId, featureCode, version })),
  );
  await showStates(
    ctx,
    [...states].map(([featureCode, state]) => ({ accountId, featureCode, state })),
  );
}

/**
 * After a change of what accounts may use: as `refreshAccount`, and tells their browsers to look at the subscription
 * anew, since `quota:updated` says nothing of features that were lost and adds none to a page; and of their credits,
 * as a plan may have brought some. Of accounts at which no browser looks nothing is read: what is asked of them next
 * is.
 */
export async function refreshEntitlements(
  ctx: MeteringContext,
  accountIds: readonly string[],
): Promise<void> {
  const [first, ...others] = accountIds;
  if (first === undefined) return;
  const heard = accountIds.filter((accountId) => ctx.live.isHeard(`account:${accountId}`));
  await (others.length === 0 ? refreshAccount(ctx, first) : refreshAccounts(ctx, accountIds, heard));
  if (heard.length === 0) return;
  ctx.ledger.teller.tell(heard);
  const version = await readVersion(ctx.db);
  const planCodes = await selectPlanCodes(ctx.db, heard);
  for (const accountId of heard) {
    const planCode = planCodes.get(accountId) ?? null;
    const key = `${accountId} subscription`;
    ctx.live.emitLatest(
      `account:${accountId}`,
      'subscription:updated',
      key,
      { accountId, planCode },
      version,
    );
  }
}

/** As `refreshAccount`, for many accounts: of those that are heard with a statement a feature, the others forgotten. */
async function refreshAccounts(
  ctx: MeteringContext,
  accountIds: readonly string[],
  heard: readonly string[],
): Promise<void> {
  const version = await readVersion(ctx.db);
  const featureCodes = [...ctx.catalog.snapshot.features.keys()];
  const unheard = new Set(accountIds).difference(new Set(heard));
  await forgetStates(
    ctx,
    [...unheard].flatMap((accountId) =>
      featureCodes.map((featureCode) => ({ accountId, featureCode, version })),
    ),
  );
  if (heard.length === 0) return;
  for (const featureCode of featureCodes) {
    const wanted = heard.map((accountId) => ({ accountId, featureCode }));
    const states = await readStates(ctx.pool, wanted);
    await forgetStates(
      ctx,
      wanted.flatMap((one, index) => (states[index] ? [] : [{ ...one, version }])),
    );
    await showStates(
      ctx,
      wanted.flatMap((one, index) => {
        const state = states[index];
        return state ? [{ ...one, state }] : [];
      }),
    );
  }
}
