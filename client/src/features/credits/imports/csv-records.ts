/**
 * The rows of a CSV file as they stand, the header first: a line break within quotes ends none. Empty rows count, as
 * a spreadsheet numbers them.
 */
export function csvRecords(text: string): string[] {
  const rows: string[] = [];
  let row = '';
  let isQuoted = false;
  for (const [piece] of text.replace(/^\uFEFF/, '').matchAll(/\r\n|[\s\S]/g)) {
    if (piece === '"') isQuoted = !isQuoted;
    if (!isQuoted && /^[\r\n]/.test(piece)) {
      rows.push(row);
      row = '';
    } else {
      row += piece;
    }
  }
  return row === '' ? rows : [...rows, row];
}

/** A file of the header and these rows, numbered as a spreadsheet does: ready to be mended and sent. */
export function onlyRows(records: readonly string[], rows: readonly number[]): string {
  return [1, ...rows].map((row) => `${records[row - 1] ?? ''}\r\n`).join('');
}
