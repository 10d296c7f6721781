import { withTransaction } from '../db/transaction.ts';
import type { Principal } from '../http/access/principal.ts';
import { actOnce, senderOf } from '../http/idempotency.ts';
import { emitAdminChanged, writeAudit } from '../identity/service.ts';
import { invariant } from '../lib/invariant.ts';
import { refreshAccount, type MeteringContext } from '../metering/service.ts';
import type { PaymentsContext } from '../payments/service.ts';
import type { HealthFinding, HealthReport, HealthRun } from './contract.ts';
import { beginRun, countFindings, repairFinding, selectFindings, selectRuns } from './queries.ts';
import { walk } from './walk.ts';

export interface HealthContext extends MeteringContext, PaymentsContext {
  /** Looks under way on this node, and how they are told to stop. */
  healthRuns: { stopping: AbortController; underWay: Set<Promise<void>> };
}

/** What is known to be wrong, and when it was looked at. Cheap: it looks at nothing itself. */
export async function readHealthReport({ db }: Pick<HealthContext, 'db'>): Promise<HealthReport> {
  // Before what was found: a run that has ended has kept all that it found.
  const { notices, lastFull, lastLook, underWay } = await selectRuns(db);
  const [checks, findings] = await Promise.all([countFindings(db), selectFindings(db)]);
  const hasFindings = checks.some((check) => check.findings > 0);
  const isKnown = lastFull !== null && lastFull.error === null;
  return {
    status: hasFindings ? 'findings' : isKnown ? 'sound' : 'unknown',
    checks,
    findings,
    notices,
    lastFull,
    lastLook,
    underWay,
  };
}

/**
 * Looks at accounts, all or those that have moved, and at what is beside them; ends when that has. Does nothing where
 * a look of the kind is under way, on this node or another.
 */
export async function runHealthCheck(ctx: HealthContext, kind: HealthRun['kind']): Promise<void> {
  const { run, isNew } = await withTransaction(ctx, (tx) => beginRun(tx, kind));
  if (isNew) await carryOut(ctx, run);
}

/** Begins to look at all accounts, and does not wait; answers with the run that is under way where there is one. */
export async function startHealthRun(
  ctx: HealthContext,
  principal: Principal,
  idempotencyKey: string | undefined,
): Promise<HealthRun> {
  const { result, replayed } = await actOnce(
    ctx,
    { owner: senderOf(principal), key: idempotencyKey, operation: 'health.run', content: {} },
    (tx) => beginRun(tx, 'full'),
  );
  if (result.isNew && !replayed) {
    carryOut(ctx, result.run).catch((error: unknown) => {
      ctx.logger.error({ err: error }, 'the health check failed');
    });
  }
  return result.run;
}

/** Repairs what a finding tells, where that is safe, and writes down who did. Errors: `not_found`, `conflict`. */
export async function repairHealthFinding(
  ctx: HealthContext,
  principal: Principal,
  findingId: string,
  { idempotencyKey, requestId }: { idempotencyKey: string | undefined; requestId: string },
): Promise<HealthFinding> {
  const { result } = await actOnce(
    ctx,
    { owner: senderOf(principal), key: idempotencyKey, operation: 'health.repair', content: { findingId } },
    async (tx) => {
      const { finding, isNew } = await repairFinding(tx, findingId);
      if (isNew) {
        const { rule, repair, row, found, expected } = finding;
        await writeAudit(tx, principal, {
          action: 'health.repaired',
          accountId: finding.accountId ?? undefined,
          target: repair ?? undefined,
          details: { findingId, rule, row, found, expected },
          requestId,
        });
      }
      return { finding, isNew };
    },
  );
  const { finding } = result;
  if (finding.accountId !== null) await refreshAccount(ctx, finding.accountId);
  // A repair may have written messages, as news of an order for the pages that show it.
  ctx.wakeOutbox();
  emitAdminChanged(ctx, { topic: 'health', id: null });
  return finding;
}

async function carryOut(ctx: HealthContext, run: HealthRun): Promise<void> {
  const { config, logger } = ctx;
  invariant(config.databaseUrl, 'a node that runs has its database');
  const { stopping, underWay } = ctx.healthRuns;
  const walking = walk({
    databaseUrl: config.databaseUrl,
    run,
    logger,
    config,
    comparing: { ctx, providers: ctx.payments.providers },
    signal: stopping.signal,
  }).finally(() => {
    underWay.delete(walking);
    emitAdminChanged(ctx, { topic: 'health', id: null });
  });
  underWay.add(walking);
  await walking;
}
