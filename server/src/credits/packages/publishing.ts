import { lockCatalog, requireSeenStatus } from '../../catalog/service.ts';
import { sqlstateOf } from '../../db/sqlstate.ts';
import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { requireVersion, versionFromIfMatch } from '../../http/entity-tag.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { actorOf } from '../../identity/service.ts';
import { AppError, invalidField, takenCode } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import type { CreditsContext } from '../context.ts';
import type { AdminPackageDetail, PackageDraft, PackageStatus, PackageUpdate } from './contract.ts';
import { diffPackages } from './diff.ts';
import { recordPackageHistory } from './history.ts';
import {
  deletePackageRow,
  insertPackage,
  isPackageInUse,
  publishPackageVersion,
  updatePackageAttributes,
} from './queries.ts';
import { readPackageDetail, requirePackage } from './reads.ts';

/**
 * Creates a package with its first version: a draft unless `status` says otherwise; as of `at`, or now. Idempotent by
 * key.
 * Errors: `conflict` where the code is taken, `idempotency_mismatch`.
 */
export async function createPackage(
  ctx: CreditsContext,
  principal: Principal,
  {
    body,
    idempotencyKey,
    requestId,
    at,
  }: { body: PackageDraft; idempotencyKey: string | undefined; requestId: string; at?: Date },
): Promise<AdminPackageDetail> {
  const { code, status = 'draft', sortOrder = 0 } = body;
  const request = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation: 'packages.create',
    content: body,
  };
  const { result } = await actOnce(ctx, request, async (tx) => {
    await lockCatalog(tx);
    const actor = await actorOf(tx, principal);
    const id = newId();
    if (!(await insertPackage(tx, { id, code, status, sortOrder, at }))) {
      throw takenCode(`There is a package ${code} already`);
    }
    const content = contentOf(body, 50);
    await publishPackageVersion(tx, { packageId: id, expectedVersion: 0, content, actor, reason: null, at });
    const created = await readPackageDetail(tx, id);
    const changes = diffPackages(undefined, created);
    await recordPackageHistory(tx, created, { action: 'created', actor, changes, requestId, at });
    return created;
  });
  return result;
}

interface UpdateInput {
  id: string;
  ifMatch: string | undefined;
  body: PackageUpdate;
  requestId: string;
}

/**
 * Publishes the given content as a new version, for those who get the package from now on: of several callers who saw
 * one version one wins. What changes nothing publishes nothing.
 * Errors: `version_conflict` with `currentVersion`, `not_found`, `invalid_input` (also at `If-Match`),
 * `package_in_use`.
 */
export async function updatePackage(
  ctx: CreditsContext,
  principal: Principal,
  { id, ifMatch, body, requestId }: UpdateInput,
): Promise<AdminPackageDetail> {
  const expectedVersion = versionFromIfMatch(ifMatch);
  const reason = body.reason ?? null;
  return withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requirePackage(tx, id);
    if (body.code !== undefined && body.code !== before.code) {
      throw invalidField('code', 'A code is never changed: make another package instead', 'code_fixed');
    }
    const attributes = {
      status: body.status ?? before.status,
      sortOrder: body.sortOrder ?? before.sortOrder,
    };
    const content = contentOf(body, before.priority);
    if (diffPackages(before, { ...content, ...attributes }).length === 0) {
      requireVersion(before.version, expectedVersion);
      return readPackageDetail(tx, id);
    }
    const actor = await actorOf(tx, principal);
    await publishPackageVersion(tx, { packageId: id, expectedVersion, content, actor, reason });
    await requireAllowedStatus(tx, before, attributes.status);
    await updatePackageAttributes(tx, id, attributes);
    const after = await readPackageDetail(tx, id);
    const changes = diffPackages(before, after);
    await recordPackageHistory(tx, after, { action: 'published', actor, reason, changes, requestId });
    return after;
  });
}

interface StatusInput {
  id: string;
  status: PackageStatus;
  seenStatus?: PackageStatus | undefined;
  reason?: string | null | undefined;
  requestId: string;
}

/**
 * Shows, hides or retires a package; who has it keeps it. The status that it has already changes nothing.
 * Errors: `not_found`, `version_conflict` where it is not the status that was seen, `package_in_use` for a draft that
 * accounts have.
 */
export async function setPackageStatus(
  ctx: CreditsContext,
  principal: Principal,
  { id, status, seenStatus, reason = null, requestId }: StatusInput,
): Promise<AdminPackageDetail> {
  return withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requirePackage(tx, id);
    if (before.status === status) return readPackageDetail(tx, id);
    requireSeenStatus(before.status, seenStatus);
    await requireAllowedStatus(tx, before, status);
    await updatePackageAttributes(tx, id, { ...before, status });
    const after = await readPackageDetail(tx, id);
    const actor = await actorOf(tx, principal);
    const changes = diffPackages(before, after);
    await recordPackageHistory(tx, before, { action: 'status_changed', actor, reason, changes, requestId });
    return after;
  });
}

/**
 * Deletes a package that nobody has had; its history stays. Errors: `not_found`, `package_in_use` where an account or
 * an order refers to it.
 */
export async function deletePackage(
  ctx: CreditsContext,
  principal: Principal,
  { id, reason = null, requestId }: { id: string; reason?: string | null | undefined; requestId: string },
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await lockCatalog(tx);
    const before = await requirePackage(tx, id);
    const actor = await actorOf(tx, principal);
    const changes = diffPackages(before, undefined);
    await recordPackageHistory(tx, before, { action: 'deleted', actor, reason, changes, requestId });
    await deletePackageRow(tx, before.id);
  }).catch((error: unknown) => {
    // Whoever refers to the package says so by a foreign key.
    throw sqlstateOf(error) === '23503' ? inUse(error) : error;
  });
}

/** Errors: `package_in_use`: drafts are shown to admins only. */
async function requireAllowedStatus(
  tx: Tx,
  before: { id: string; status: PackageStatus },
  status: PackageStatus,
): Promise<void> {
  if (status !== 'draft' || before.status === 'draft') return;
  if (await isPackageInUse(tx, before.id)) throw inUse();
}

function inUse(cause?: unknown): AppError {
  return new AppError('package_in_use', { detail: 'Accounts have this package: archive it instead', cause });
}

function contentOf(body: PackageDraft | PackageUpdate, priority: number) {
  const { name, description, credits, validityDays, dailyCredits = null, prices } = body;
  return {
    name,
    description,
    credits,
    validityDays,
    dailyCredits,
    prices,
    priority: body.priority ?? priority,
  };
}
