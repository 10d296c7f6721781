import { enqueueCreditsChanged } from '../../credits/service.ts';
import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf, resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { readState } from '../states/cached-states.ts';
import { requireFeature, unitOf } from '../states/features.ts';
import { toQuota } from '../states/quota-state.ts';
import type { ElasticConsentBody, ElasticQuota } from './contract.ts';
import { hasPayments, selectElasticTerms, setElasticConsent, type ElasticTerms } from './queries.ts';

/** The features of the account that credits may pay for beyond their quotas, by code. Errors: `not_found`. */
export async function listElasticQuotas(
  ctx: MeteringContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<ElasticQuota[]> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const terms = await selectElasticTerms(ctx.db, accountId);
  const quotas = await Promise.all(terms.map((one) => withQuota(ctx, accountId, one)));
  return quotas.filter((quota) => quota !== undefined);
}

/**
 * The owner's word on whether credits may pay beyond the quota, and up to how many a period; saying the same again
 * changes nothing. It holds from the next use on; what is held already is honoured.
 * Errors: `feature_unknown`, `feature_not_in_plan`, `conflict` for a yes where the plan lets none pay, `not_found`.
 */
export async function consentToOverage(
  ctx: MeteringContext,
  principal: Principal,
  { accountId: accountRef, featureCode, enabled, capPerPeriod }: ElasticConsentBody & { featureCode: string },
): Promise<ElasticQuota> {
  const feature = requireFeature(ctx, featureCode);
  const accountId = await resolveAccount(ctx, principal, accountRef);
  await withAccountTransaction(ctx, accountId, async (tx) => {
    const actor = await actorOf(tx, principal);
    const consent = {
      accountId,
      featureCode: feature.code,
      enabled,
      capPerPeriod: capPerPeriod ?? null,
      actor,
    };
    await setElasticConsent(tx, consent);
  });
  const [terms] = await selectElasticTerms(ctx.db, accountId, feature.code);
  const quota = terms && (await withQuota(ctx, accountId, terms));
  if (!quota) {
    throw new AppError('feature_not_in_plan', { detail: `The plan does not include ${feature.code}` });
  }
  return quota;
}

/** Makes known to the account's browsers that use was taken back, and with it credits that had paid for it. */
export async function enqueuePaymentsReturned(tx: Tx, accountId: string): Promise<void> {
  if (await hasPayments(tx, accountId)) await enqueueCreditsChanged(tx, [accountId]);
}

/** Undefined where nothing grants the feature by now. */
async function withQuota(
  ctx: MeteringContext,
  accountId: string,
  terms: ElasticTerms,
): Promise<ElasticQuota | undefined> {
  const { featureCode } = terms;
  const state = await readState(ctx, { accountId, featureCode });
  return state ? { ...terms, quota: toQuota(featureCode, unitOf(ctx, featureCode), state) } : undefined;
}
