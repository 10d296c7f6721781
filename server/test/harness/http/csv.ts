/** Cells of a file, by the grammar of RFC 4180 and nothing else. Throws for what the grammar does not know. */
export function parseCsv(file: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < file.length) {
    const at = cell.lastIndex;
    const found = cell.exec(file);
    if (!found) throw new Error(`This is no CSV: ${JSON.stringify(file.slice(at, at + 50))}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) throw new Error('The last row has no end');
  return rows;
}
