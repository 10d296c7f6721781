import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { invalidField } from '../../lib/app-error.ts';
import type { CreditsContext } from '../context.ts';
import type { LotOrigin, Transaction, TransactionsQuery } from './contract.ts';
import { selectLines, selectOrigins, type Line } from './queries.ts';

/** A page of the account's ledger, newest first. Errors: `not_found`, `invalid_input` for a cursor not of ours. */
export async function listTransactions(
  ctx: CreditsContext,
  principal: Principal,
  query: TransactionsQuery,
): Promise<{ transactions: Transaction[]; nextCursor: string | null }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const found = await selectLines(ctx.db, {
    ...query,
    accountId,
    beforeSeq: query.cursor === undefined ? undefined : readCursor(query.cursor),
  });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const origins = await selectOrigins(ctx.db, accountId, [
    ...new Set(page.flatMap(({ line }) => lotsOf(line))),
  ]);
  return {
    transactions: page.map(({ line }) => withOrigins(line, origins)),
    nextCursor: found.length > query.limit && last ? writeCursor(last.seq) : null,
  };
}

function lotsOf({ lots, againstLotId }: Line): string[] {
  return [...lots.map(({ lotId }) => lotId), ...(againstLotId === null ? [] : [againstLotId])];
}

function withOrigins(
  { lots, againstLotId, ...line }: Line,
  origins: ReadonlyMap<string, LotOrigin>,
): Transaction {
  const originOf = (lotId: string) => origins.get(lotId) ?? null;
  return {
    ...line,
    lots: lots.map((part) => ({ ...part, origin: originOf(part.lotId) })),
    against: againstLotId === null ? null : { lotId: againstLotId, origin: originOf(againstLotId) },
  };
}

function writeCursor(seq: number): string {
  return Buffer.from(`line ${seq}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const seq = /^line ([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (seq === undefined) throw invalidField('cursor', 'Give a nextCursor that a list has returned');
  return Number(seq);
}
