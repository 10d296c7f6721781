import { judgeBatchFailure } from '../../db/sqlstate.ts';
import { withAccountTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnce, hashOf, senderOf } from '../../http/idempotency.ts';
import { toAppError } from '../../http/problem.ts';
import { resolveAccount } from '../../identity/service.ts';
import { newId } from '../../lib/ids.ts';
import type { CreditsContext } from '../context.ts';
import type { ImportResult } from './contract.ts';
import { parseGrantRows, type ImportRow } from './import-rows.ts';
import { grantWithin, type AdminGrant } from './service.ts';

/** What the rows of a file would do; changes nothing. Errors: `invalid_input` where it is no such table. */
export async function previewGrants(
  ctx: CreditsContext,
  principal: Principal,
  text: string,
): Promise<ImportResult[]> {
  return eachRow(parseGrantRows(text), async ({ accountId, expiresAt }) => {
    await resolveAccount(ctx, principal, accountId);
    return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()
      ? { status: 'rejected', code: 'invalid_input', detail: 'expiresAt: It is past' }
      : { status: 'ready' };
  });
}

/**
 * Grants row by row, each for itself: one that is refused leaves the others as they are. With a key, sent again after a
 * lost answer or a crash, it goes on where it stopped, and no row counts twice; the lots keep that for ever.
 * Errors: `invalid_input` where it is no such table; `idempotency_mismatch` where the key came with another file.
 * What stops all rows alike, such as a database that is away, is thrown: send it again with the key.
 */
export async function importGrants(
  ctx: CreditsContext,
  principal: Principal,
  input: { text: string; idempotencyKey: string | undefined; requestId: string },
): Promise<ImportResult[]> {
  const { text, idempotencyKey, requestId } = input;
  const rows = parseGrantRows(text);
  const sender = senderOf(principal);
  const key = idempotencyKey ?? newId();
  // Keys are forgotten after some weeks, lots are not: by then another file may come with this key.
  const file = hashOf(text).toString('base64url');
  // Not with the rows, which are transactions of their own: the key is only bound to this file.
  await actOnce(ctx, { owner: sender, key, operation: 'credits.import', content: text }, () =>
    Promise.resolve({}),
  );
  return eachRow(rows, async (grant, row) => {
    const accountId = await resolveAccount(ctx, principal, grant.accountId);
    const sourceId = `import ${sender} ${key} ${file} ${row}`;
    const { isReplay } = await withAccountTransaction(ctx, accountId, (tx) =>
      grantWithin(tx, principal, { ...grant, accountId, sourceId, requestId }),
    );
    return { status: isReplay ? 'replayed' : 'granted' };
  });
}

async function eachRow(
  rows: readonly ImportRow[],
  act: (grant: AdminGrant & { accountId: string }, row: number) => Promise<Omit<ImportResult, 'row'>>,
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const { row, grant } of rows) {
    results.push({
      row,
      ...('detail' in grant
        ? { status: 'rejected', code: 'invalid_input', detail: grant.detail }
        : await act(grant, row).catch(toResult)),
    });
  }
  return results;
}

/** A refusal is this row's, and so is an account that somebody holds. Anything else is everybody's. */
function toResult(thrown: unknown): Omit<ImportResult, 'row'> {
  const error = toAppError(thrown);
  const isHeld = error.code === 'overloaded' || judgeBatchFailure(thrown) === 'held';
  if (error.status >= 500 && !isHeld) throw error;
  if (isHeld)
    return { status: 'rejected', code: 'overloaded', detail: 'The account is busy: send the file again' };
  const fields = error.errors?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return { status: 'rejected', code: error.code, detail: fields ?? error.detail };
}
