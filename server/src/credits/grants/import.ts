import { judgeBatchFailure } from '../../db/contention.ts';
import { withAccountTransaction } from '../../db/transaction.ts';
import { mayRead } from '../../http/access/policy.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnce, hashOf, senderOf } from '../../http/idempotency.ts';
import { toAppError } from '../../http/problem.ts';
import { resolveAccount } from '../../identity/service.ts';
import { newId } from '../../lib/ids.ts';
import type { CreditsContext } from '../context.ts';
import type { ImportResult, PlannedGrant } from './contract.ts';
import { parseGrantRows, type ImportRow } from './import-rows.ts';
import { selectGiven, selectReceivers } from './queries.ts';
import { grantWithin, type AdminGrant } from './service.ts';

/** How long one request may take: what is left of the file then is for the next one. */
const patienceMs = 20_000;

/** What the rows of a file would do and to whom; changes nothing. Errors: `invalid_input` where it is no such table. */
export async function previewGrants(
  ctx: CreditsContext,
  principal: Principal,
  text: string,
): Promise<ImportResult[]> {
  const planned = new Map<number, { accountId: string; amount: number }>();
  const results = await eachRow(parseGrantRows(text), async (grant, row) => {
    const accountId = await resolveAccount(ctx, principal, grant.accountId);
    if (isOver(grant.expiresAt)) return isPast;
    planned.set(row, { accountId, amount: grant.amount });
    return { status: 'ready' };
  });
  const ids = mayRead(principal, 'accounts:read')
    ? [...planned.values()].map(({ accountId }) => accountId)
    : [];
  const receivers = await selectReceivers(ctx.db, [...new Set(ids)]);
  return results.map((result) => {
    const plan = planned.get(result.row);
    return plan ? { ...result, grant: toPlanned(plan, receivers) } : result;
  });
}

function toPlanned(
  { accountId, amount }: { accountId: string; amount: number },
  receivers: Map<string, NonNullable<PlannedGrant['account']>>,
): PlannedGrant {
  const account = receivers.get(accountId);
  return { amount, ...(account && { account }) };
}

/**
 * Grants row by row, each for itself: one that is refused leaves the others as they are. With a key, sent again after a
 * lost answer or a crash, it goes on where it stopped, and no row counts twice; the lots keep that for ever.
 * Errors: `invalid_input` where it is no such table; `idempotency_mismatch` where the key came with another file.
 * What stops all rows alike, such as a database that is away, is thrown: send it again with the key. Rows for which
 * there is no time any more are told as `overloaded`. What was given before takes none of it, and at least one row is
 * tried: so each time it is sent again, the file comes further.
 */
export async function importGrants(
  ctx: CreditsContext,
  principal: Principal,
  input: { text: string; idempotencyKey: string | undefined; requestId: string; until?: number },
): Promise<ImportResult[]> {
  const { text, idempotencyKey, requestId, until = performance.now() + patienceMs } = input;
  const rows = parseGrantRows(text);
  const sender = senderOf(principal);
  const key = idempotencyKey ?? newId();
  // Keys are forgotten after some weeks, lots are not: by then another file may come with this key.
  const file = hashOf(text).toString('base64url');
  // Not with the rows, which are transactions of their own: the key is only bound to this file.
  await actOnce(ctx, { owner: sender, key, operation: 'credits.import', content: text }, () =>
    Promise.resolve({}),
  );
  const sourceOf = (row: number) => `import ${sender} ${key} ${file} ${row}`;
  const given = await selectGiven(
    ctx.db,
    rows.flatMap(({ row, grant }) =>
      'detail' in grant ? [] : [{ accountRef: grant.accountId, sourceId: sourceOf(row) }],
    ),
  );
  const heldIds = new Set<string>();
  let isFirst = true;
  return eachRow(rows, async (grant, row) => {
    const sourceId = sourceOf(row);
    if (given.has(sourceId)) return { status: 'replayed' };
    if (isOver(grant.expiresAt)) return isPast;
    if (!isFirst && performance.now() > until) return noTime;
    const accountId = await resolveAccount(ctx, principal, grant.accountId);
    if (heldIds.has(accountId)) return isBusy;
    isFirst = false;
    try {
      const { isReplay } = await withAccountTransaction(ctx, accountId, (tx) =>
        grantWithin(tx, principal, { ...grant, accountId, sourceId, requestId }),
      );
      return { status: isReplay ? 'replayed' : 'granted' };
    } catch (error) {
      // Its other rows would wait as long.
      if (isOfHeldAccount(error)) heldIds.add(accountId);
      throw error;
    }
  });
}

function isOver(expiresAt: string | undefined): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
}

function isOfHeldAccount(thrown: unknown): boolean {
  return toAppError(thrown).code === 'overloaded' || judgeBatchFailure(thrown) === 'held';
}

const isPast: Omit<ImportResult, 'row'> = {
  status: 'rejected',
  code: 'invalid_input',
  detail: 'expiresAt: It is past',
  fields: ['expiresAt'],
};

const noTime = {
  status: 'rejected',
  code: 'overloaded',
  detail: 'There was no time for it: send the file again',
} as const;

const isBusy = {
  status: 'rejected',
  code: 'overloaded',
  detail: 'The account is busy: send the file again',
} as const;

async function eachRow(
  rows: readonly ImportRow[],
  act: (grant: AdminGrant & { accountId: string }, row: number) => Promise<Omit<ImportResult, 'row'>>,
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const { row, grant } of rows) {
    results.push({
      row,
      ...('detail' in grant
        ? { status: 'rejected', code: 'invalid_input', ...grant }
        : await act(grant, row).catch(toResult)),
    });
  }
  return results;
}

/** A refusal is this row's, and so is an account that somebody holds. Anything else is everybody's. */
function toResult(thrown: unknown): Omit<ImportResult, 'row'> {
  if (isOfHeldAccount(thrown)) return isBusy;
  const error = toAppError(thrown);
  if (error.status >= 500) throw error;
  const fields = error.errors?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return { status: 'rejected', code: error.code, detail: fields ?? error.detail };
}
