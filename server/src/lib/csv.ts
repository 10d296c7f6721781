/** What makes Excel tell UTF-8 from the code page of its country. */
export const byteOrderMark = '\uFEFF';

/** Rows as RFC 4180 writes them end like this. */
const rowEnd = '\r\n';

/**
 * What spreadsheets take for the beginning of a formula, also in full width, and control characters that one may hide
 * behind; white space and quotes before it are no shelter (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const formula = /^[\s"']*[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * One row of a CSV file, its end included (RFC 4180). Text that a spreadsheet would run gets a `'` before it, which
 * spreadsheets read as "this is text"; numbers are ours and stay as they are. Null is an empty cell.
 */
export function csvRow(cells: readonly (string | number | boolean | null)[]): string {
  return cells.map(cellOf).join(',') + rowEnd;
}

/** The text as no spreadsheet takes it for a formula. */
export function inertText(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = inertText(value);
  return /^\s|\s$|[",;\t\r\n\0]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
