import { sqlstateOf } from '../../db/sqlstate.ts';
import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { writeAudit, type NewAuditEntry } from '../../identity/service.ts';
import { AppError, invalidField, takenCode } from '../../lib/app-error.ts';
import { enqueueCatalogChanged } from '../catalog-messages.ts';
import type { CatalogContext } from '../context.ts';
import type { Feature, FeatureDraft, FeatureStatus, FeatureUpdate } from '../contract.ts';
import { lockCatalog } from '../lock.ts';
import {
  deleteFeatureRow,
  findFeature,
  insertFeature,
  listFeatureRows,
  listPlansShowing,
  updateFeatureRow,
  updateFeatureStatus,
  type FeatureRow,
} from './queries.ts';

export async function listFeatures(
  ctx: CatalogContext,
  filter: Parameters<typeof listFeatureRows>[1],
): Promise<{ features: Feature[]; total: number }> {
  const { rows, total } = await listFeatureRows(ctx.db, filter);
  return { features: rows.map(toFeature), total };
}

/** As of `at`, or now. Idempotent by key. Errors: `conflict` where the code is taken. */
export async function createFeature(
  ctx: CatalogContext,
  principal: Principal,
  {
    body,
    idempotencyKey,
    requestId,
    at,
  }: { body: FeatureDraft; idempotencyKey: string | undefined; requestId: string; at?: Date },
): Promise<Feature> {
  const request = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation: 'features.create',
    content: body,
  };
  const { result } = await actOnce(ctx, request, async (tx) => {
    await lockCatalog(tx);
    if (!(await insertFeature(tx, body, at))) {
      throw takenCode(`There is a feature ${body.code} already`);
    }
    await recordChange(tx, principal, {
      action: 'feature.created',
      target: body.code,
      details: { after: body },
      requestId,
      at,
    });
    return toFeature(await requireFeature(tx, body.code));
  });
  await ctx.catalog.refresh();
  return result;
}

/**
 * Replaces a feature's texts, unit and kind. Errors: `not_found`; `feature_in_use` where the kind would change
 * although a plan or an account has it; `invalid_input` where the code would change.
 */
export async function updateFeature(
  ctx: CatalogContext,
  principal: Principal,
  { code, body, requestId }: { code: string; body: FeatureUpdate; requestId: string },
): Promise<Feature> {
  if (body.code !== undefined && body.code !== code) {
    throw invalidField(
      'code',
      `The code of a feature stays: applications know this one as ${code}`,
      'code_fixed',
    );
  }
  const feature = await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requireFeature(tx, code);
    if (before.kind !== body.kind) await requireUnused(tx, ctx, before, 'so it stays what it is');
    await updateFeatureRow(tx, code, body);
    const after = toFeature(await requireFeature(tx, code));
    await writeAudit(tx, principal, {
      action: 'feature.updated',
      target: code,
      details: { before: toFeature(before), after },
      requestId,
    });
    await enqueuePlansChanged(tx, code);
    return after;
  });
  await ctx.catalog.refresh();
  return feature;
}

interface Why {
  reason?: string | undefined;
  requestId: string;
}

/**
 * Archives a feature, or takes that back. Plans and accounts that have an archived one keep it. The status that it has
 * already changes nothing. Errors: `not_found`.
 */
export async function setFeatureStatus(
  ctx: CatalogContext,
  principal: Principal,
  { code, status, reason, requestId }: { code: string; status: FeatureStatus } & Why,
): Promise<Feature> {
  const feature = await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = toFeature(await requireFeature(tx, code));
    if ((before.archivedAt !== null) === (status === 'archived')) return before;
    await updateFeatureStatus(tx, code, status);
    const after = toFeature(await requireFeature(tx, code));
    await recordChange(tx, principal, {
      action: status === 'archived' ? 'feature.archived' : 'feature.restored',
      target: code,
      reason,
      details: { before, after },
      requestId,
    });
    return after;
  });
  await ctx.catalog.refresh();
  return feature;
}

/** Errors: `not_found`, `feature_in_use` where any plan version or account has it. */
export async function deleteFeature(
  ctx: CatalogContext,
  principal: Principal,
  { code, reason, requestId }: { code: string } & Why,
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const feature = await requireFeature(tx, code);
    await requireUnused(tx, ctx, feature, 'so it can not be deleted');
    await deleteFeatureRow(tx, code);
    await recordChange(tx, principal, {
      action: 'feature.deleted',
      target: code,
      reason,
      details: { before: toFeature(feature) },
      requestId,
    });
  }).catch((error: unknown) => {
    // An account was given the feature between the question and the deletion.
    if (sqlstateOf(error) === '23503') throw new AppError('feature_in_use', { cause: error });
    throw error;
  });
  await ctx.catalog.refresh();
}

async function requireUnused(
  tx: Tx,
  ctx: CatalogContext,
  feature: FeatureRow,
  consequence: string,
): Promise<void> {
  if (feature.plans.length > 0) {
    throw new AppError('feature_in_use', {
      detail: `Plans have this feature (${feature.plans.join(', ')}), ${consequence}`,
    });
  }
  if (await ctx.catalogHooks.featureInUse(tx, feature.code)) {
    throw new AppError('feature_in_use', { detail: `Accounts have this feature, ${consequence}` });
  }
}

/** Of a change that no plan shows. */
async function recordChange(tx: Tx, ...line: [Principal, NewAuditEntry]): Promise<void> {
  await writeAudit(tx, ...line);
  await enqueueCatalogChanged(tx, { audience: 'admins' });
}

/** Each plan that shows the feature looks different now. */
async function enqueuePlansChanged(tx: Tx, code: string): Promise<void> {
  const plans = await listPlansShowing(tx, code);
  if (plans.length === 0) await enqueueCatalogChanged(tx, { audience: 'admins' });
  for (const { id, version } of plans) {
    await enqueueCatalogChanged(tx, { plan: { planId: id, version, rollout: null }, audience: 'everybody' });
  }
}

async function requireFeature(tx: Tx, code: string): Promise<FeatureRow> {
  const row = await findFeature(tx, code);
  if (!row) throw new AppError('not_found', { detail: 'There is no such feature' });
  return row;
}

function toFeature({ archivedAt, createdAt, updatedAt, ...row }: FeatureRow): Feature {
  return {
    ...row,
    archivedAt: archivedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
