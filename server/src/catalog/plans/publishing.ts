import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { requireVersion, versionFromIfMatch } from '../../http/entity-tag.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { actorOf } from '../../identity/service.ts';
import { invalidField, takenCode } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import type { CatalogContext } from '../context.ts';
import type {
  AdminPlanDetail,
  PlanDraft,
  PlanFeatureDraft,
  PlanPreview,
  PlanPreviewRequest,
  PlanUpdate,
} from '../contract.ts';
import { diffPlans } from '../diff.ts';
import { readKnownFeatures } from '../features/queries.ts';
import { recordHistory } from '../history/record.ts';
import { lockCatalog } from '../lock.ts';
import { resolveFeatures, resolveSales, type PlanFeatureContent } from './content.ts';
import { insertPlan, publishPlanVersion, nextSortOrder, updatePlanAttributes } from './queries.ts';
import { readPlanDetail, requirePlan } from './reads.ts';
import { requireActiveDefault, requireAllowedStatus, takeDefault } from './rules.ts';

/**
 * Creates a plan with its first version: a draft unless `status` says otherwise, behind all others unless `sortOrder`
 * does; as of `at`, or now. Idempotent by key.
 * Errors: `conflict` where the code is taken, `invalid_input`.
 */
export async function createPlan(
  ctx: CatalogContext,
  principal: Principal,
  {
    body,
    idempotencyKey,
    requestId,
    at,
  }: { body: PlanDraft; idempotencyKey: string | undefined; requestId: string; at?: Date },
): Promise<AdminPlanDetail> {
  const { status = 'draft', isDefault = false, highlighted = false } = body;
  requireActiveDefault({ status, isDefault }, isDefault);
  const request = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation: 'plans.create',
    content: body,
  };
  const { result } = await actOnce(ctx, request, async (tx) => {
    await lockCatalog(tx);
    const actor = await actorOf(tx, principal);
    const features = await resolveInTransaction(tx, body.features, []);
    const id = newId();
    if (isDefault) await takeDefault(tx, id, { actor, requestId });
    const sortOrder = body.sortOrder ?? (await nextSortOrder(tx));
    if (!(await insertPlan(tx, { id, code: body.code, status, sortOrder, isDefault, at }))) {
      throw takenCode(`There is a plan ${body.code} already`);
    }
    const content = {
      name: body.name,
      description: body.description,
      ...resolveSales(body),
      prices: body.prices,
      highlighted,
      features,
      credits: body.credits ?? null,
    };
    await publishPlanVersion(tx, { planId: id, expectedVersion: 0, content, actor, reason: null, at });
    const plan = await readPlanDetail(ctx, tx, id);
    await recordHistory(tx, plan, {
      action: 'created',
      actor,
      changes: diffPlans(undefined, plan),
      requestId,
      at,
      audience: status === 'draft' ? 'admins' : 'everybody',
    });
    return plan;
  });
  await ctx.catalog.refresh();
  return result;
}

interface UpdateInput {
  id: string;
  ifMatch: string | undefined;
  body: PlanUpdate;
  requestId: string;
  at?: Date;
}

/**
 * Publishes the given content as a new version, as of `at` or now, and rolls it out: of several callers who saw one
 * version one wins. What changes nothing publishes nothing, unless its rollout would reach accounts that have another
 * version: so an admin can roll out to everybody what was first for newcomers only.
 * Errors: `version_conflict` with `currentVersion`, `not_found`, `invalid_input` (also at `If-Match`), `conflict`,
 * `plan_in_use`.
 */
export async function updatePlan(
  ctx: CatalogContext,
  principal: Principal,
  { id, ifMatch, body, requestId, at }: UpdateInput,
): Promise<AdminPlanDetail> {
  const expectedVersion = versionFromIfMatch(ifMatch);
  const reason = body.reason ?? null;
  const plan = await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requirePlan(tx, id);
    requireSameCode(before.code, body.code);
    const actor = await actorOf(tx, principal);
    const attributes = {
      status: body.status ?? before.status,
      sortOrder: body.sortOrder ?? before.sortOrder,
      isDefault: body.isDefault ?? before.isDefault,
    };
    const content = {
      name: body.name,
      description: body.description,
      ...resolveSales(body, before),
      prices: body.prices,
      highlighted: body.highlighted ?? before.highlighted,
      features: await resolveInTransaction(tx, body.features, before.features),
      credits: body.credits === undefined ? before.credits : body.credits,
    };
    const isSame = diffPlans(before, { ...content, ...attributes }).length === 0;
    if (isSame && !(await ctx.catalogHooks.rolloutDue(tx, { planId: id, rollout: body.rollout }))) {
      requireVersion(before.version, expectedVersion);
      return readPlanDetail(ctx, tx, id);
    }
    const planVersionId = await publishPlanVersion(tx, {
      planId: id,
      expectedVersion,
      content,
      actor,
      reason,
      at,
    });
    requireActiveDefault(attributes, body.isDefault === true);
    await requireAllowedStatus(tx, ctx.catalogHooks, before, attributes.status);
    if (attributes.isDefault) await takeDefault(tx, id, { actor, requestId });
    await updatePlanAttributes(tx, id, attributes, at);
    await ctx.catalogHooks.published(tx, { planId: id, planVersionId, rollout: body.rollout });
    const after = await readPlanDetail(ctx, tx, id);
    await recordHistory(tx, after, {
      action: 'published',
      actor,
      reason,
      rollout: body.rollout,
      changes: diffPlans(before, after),
      requestId,
      at,
      audience: before.status === 'draft' && after.status === 'draft' ? 'admins' : 'everybody',
    });
    return after;
  });
  await ctx.catalog.refresh();
  return plan;
}

/** Who would be affected if this were published now. Changes nothing. Errors: `not_found`, `invalid_input`. */
export async function previewPlan(
  ctx: CatalogContext,
  { id, body }: { id: string; body: PlanPreviewRequest },
): Promise<PlanPreview> {
  const plan = await requirePlan(ctx.db, id);
  requireSameCode(plan.code, body.code);
  resolveSales(body, plan);
  const known = await readKnownFeatures(ctx.db, codesOf(body.features), { lock: false });
  const features = resolveFeatures(body.features, known, new Set(codesOf(plan.features)));
  const [subscribers, keptByBuyers, overQuota, lessForBuyers] = await Promise.all([
    ctx.catalogHooks.subscribers(ctx.db, [plan.id]),
    ctx.catalogHooks.keptByBuyers(ctx.db, plan.id),
    ctx.catalogHooks.overQuota(ctx.db, { planId: plan.id, features }),
    ctx.catalogHooks.lessForBuyers(ctx.db, { planId: plan.id, features }),
  ]);
  return { subscribers: subscribers.get(plan.id) ?? 0, keptByBuyers, overQuota, lessForBuyers };
}

async function resolveInTransaction(
  tx: Tx,
  drafts: PlanFeatureDraft[],
  before: readonly { code: string }[],
): Promise<PlanFeatureContent[]> {
  const known = await readKnownFeatures(tx, codesOf(drafts), { lock: true });
  return resolveFeatures(drafts, known, new Set(codesOf(before)));
}

function codesOf(features: readonly { code: string }[]): string[] {
  return features.map(({ code }) => code);
}

function requireSameCode(code: string, given: string | undefined): void {
  if (given === undefined || given === code) return;
  throw invalidField('code', `The code of a plan stays: applications know this one as ${code}`, 'code_fixed');
}
