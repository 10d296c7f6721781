import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { requireOwned, resolveAccount, writeAudit } from '../../identity/service.ts';
import { invalidField } from '../../lib/app-error.ts';
import { isUuid } from '../../lib/ids.ts';
import type { MeteringContext } from '../context.ts';
import { enqueuePaymentsReturned } from '../elastic/service.ts';
import { refreshState } from '../states/cached-states.ts';
import type { RecordsQuery, UsageRecord } from './contract.ts';
import { findUsageRecord, selectUsageRecords, voidUsageRecord } from './queries.ts';

/** A page of the account's records, newest first. Errors: `not_found`, `invalid_input` for a cursor not of ours. */
export async function listUsageRecords(
  ctx: MeteringContext,
  principal: Principal,
  query: RecordsQuery,
): Promise<{ records: UsageRecord[]; nextCursor: string | null }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const found = await selectUsageRecords(ctx.db, {
    ...query,
    accountId,
    after: query.cursor === undefined ? undefined : readCursor(query.cursor),
  });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    records: page.map(({ record }) => record),
    nextCursor: found.length > query.limit && last ? writeCursor(last.occurredUs, last.record.id) : null,
  };
}

function writeCursor(occurredUs: number, id: string): string {
  return Buffer.from(`${occurredUs} ${id}`).toString('base64url');
}

function readCursor(cursor: string): { occurredUs: number; id: string } {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const occurredUs = Number(time);
  if (!Number.isSafeInteger(occurredUs) || id === undefined || !isUuid(id)) {
    throw invalidField('cursor', 'Give a nextCursor that a list has returned');
  }
  return { occurredUs, id };
}

/**
 * Takes a record back, once, by a compensating record, and lets the open counter fall. Audited. The same
 * idempotency key and content get the first answer again.
 * Errors: `not_found`, `already_voided`, `conflict` for what is no use and where credits that paid for it
 * don't fit into the balance, `idempotency_mismatch`.
 */
export async function voidRecord(
  ctx: MeteringContext,
  principal: Principal,
  input: {
    id: string;
    accountId?: string | undefined;
    reason: string;
    idempotencyKey: string | undefined;
    requestId: string;
  },
): Promise<UsageRecord> {
  const { accountId, featureCode } = await requireOwned(ctx, principal, {
    accountId: input.accountId,
    find: () => findUsageRecord(ctx.db, input.id),
    refusal: 'There is no such record',
  });
  const request = {
    owner: accountId,
    key: input.idempotencyKey,
    operation: 'usage.void',
    content: { id: input.id, reason: input.reason },
  };
  const { result: record } = await actOnAccountOnce(ctx, request, async (tx) => {
    const written = await voidUsageRecord(tx, { accountId, id: input.id, reason: input.reason });
    await writeAudit(tx, principal, {
      action: 'usage.voided',
      accountId,
      target: input.id,
      reason: input.reason,
      details: { featureCode, amount: -written.amount },
      requestId: input.requestId,
    });
    await enqueuePaymentsReturned(tx, accountId);
    return written;
  });
  await refreshState(ctx, { accountId, featureCode });
  return record;
}
