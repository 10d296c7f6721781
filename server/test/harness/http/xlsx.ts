import { strFromU8, unzipSync } from 'fflate';

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#13;': '\r',
};

/**
 * The texts of a sheet, by a grammar that knows rows of empty and of inline cells, and nothing else. Throws for what
 * it does not know.
 */
export function readSheet(workbook: Uint8Array, number: number): string[][] {
  const xml = strFromU8(unzipSync(workbook)[`xl/worksheets/sheet${number}.xml`] ?? new Uint8Array());
  const [, body] = /<sheetData>(.*)<\/sheetData><\/worksheet>$/s.exec(xml) ?? [];
  if (body === undefined) throw new Error(`There is no sheet ${number}`);
  const cell = /<row>|<\/row>|<c\/>|<c t="inlineStr"><is><t xml:space="preserve">([^<>]*)<\/t><\/is><\/c>/y;
  const rows: string[][] = [];
  while (cell.lastIndex < body.length) {
    const at = cell.lastIndex;
    const found = cell.exec(body);
    if (!found) throw new Error(`This is no row: ${body.slice(at, at + 80)}`);
    if (found[0] === '<row>') rows.push([]);
    else if (found[0] !== '</row>') rows.at(-1)?.push(textOf(found[1] ?? ''));
  }
  return rows;
}

function textOf(xml: string): string {
  const text = xml.replaceAll(/\r\n?/g, '\n').replaceAll(/&#?\w*;?/g, (entity) => {
    const character = entities[entity];
    if (character === undefined) throw new Error(`XML knows no ${entity}`);
    return character;
  });
  return text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
