import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AccountRef, Amount, Instant, Reason } from '../../http/contract.ts';
import { AppError } from '../../lib/app-error.ts';
import type { FieldCode } from '../../lib/errors/field-codes.ts';
import { importColumns, type ImportResult } from './contract.ts';
import type { AdminGrant } from './service.ts';

/** Each row is a transaction of its own: so many take some twenty seconds. */
const mostRows = 5_000;

/** A row as a spreadsheet numbers it, the header being 1, and what it asks for, or what is wrong with it. */
export interface ImportRow {
  row: number;
  grant: (AdminGrant & { accountId: string }) | (Pick<ImportResult, 'fields'> & { detail: string });
}

/** A day alone ends with it, in UTC: so it is the day that is shown, which the first instant after it would not be. */
const endOfDay = 'T23:59:59.999Z';

const Expiry = z.string().transform((text, context): string | undefined => {
  if (text === '') return undefined;
  const { data } = Instant.safeParse(z.iso.date().safeParse(text).success ? text + endOfDay : text);
  if (data === undefined) {
    context.addIssue('Give a day such as 2030-06-30, a time such as 2030-06-30T18:00:00Z, or nothing');
  }
  return data;
});

const Cells = z.object({
  accountId: AccountRef,
  amount: z
    .string()
    .regex(/^\d{1,16}$/, 'Give a whole number from 1 to 2^53 - 1, in digits alone')
    .transform(Number)
    .pipe(Amount),
  reason: Reason,
  expiresAt: Expiry,
});

/**
 * The rows of a CSV file (RFC 4180) with the header `accountId,amount,reason,expiresAt`; an empty `expiresAt` is never.
 * Errors: `invalid_input` where it is no such table, or a longer one than is taken.
 */
export function parseGrantRows(text: string): ImportRow[] {
  const [header = [], ...rows] = readTable(text);
  if (header.join() !== importColumns.join()) {
    throw notTheTable(`The first row must be ${importColumns.join()}`, 'csv_header');
  }
  if (rows.length > mostRows) throw notTheTable(`Send at most ${mostRows} rows at once`, 'csv_too_long');
  return rows.flatMap((cells, index) =>
    cells.every((cell) => cell === '') ? [] : [{ row: index + 2, grant: toGrant(cells) }],
  );
}

function readTable(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, to: mostRows + 2, trim: true });
  } catch (error) {
    throw notTheTable(Error.isError(error) ? error.message : 'It is no CSV', 'csv_unreadable');
  }
}

function notTheTable(message: string, code: FieldCode): AppError {
  return new AppError('invalid_input', { errors: [{ path: '', message, code }] });
}

function toGrant(cells: readonly string[]): ImportRow['grant'] {
  if (cells.length !== importColumns.length) {
    return { detail: `It has ${cells.length} cells instead of ${importColumns.length}` };
  }
  const [accountId, amount, reason, expiresAt] = cells;
  const { data, error } = Cells.safeParse({ accountId, amount, reason, expiresAt });
  if (data) return data;
  return {
    detail: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    fields: importColumns.filter((column) => error.issues.some(({ path }) => path[0] === column)),
  };
}
