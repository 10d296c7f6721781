import { strToU8, Zip, ZipDeflate } from 'fflate';
import { inertText } from './csv.ts';

/** What Excel reads of one sheet, the line of headers among them. */
const mostRows = 1_048_576;
/** What a cell holds at most. */
const mostCharacters = 32_767;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const schemas = 'http://schemas.openxmlformats.org';
const main = `${schemas}/spreadsheetml/2006/main`;
const relations = `${schemas}/officeDocument/2006/relationships`;
const packaged = `${schemas}/package/2006`;

interface Workbook {
  /** Name of the sheet; a further one that is needed gets a number. */
  sheet: string;
  columns: readonly { title: string; /** In characters. */ width: number }[];
  rows: AsyncIterable<readonly (readonly (string | null)[])[]>;
  /** Rows of one sheet, headers included. */
  rowsPerSheet?: number;
}

/**
 * An XLSX workbook, made while its rows come: of it, no more than a page of rows is in memory. Every cell is text, of
 * which no spreadsheet makes a formula; what XML can't hold is left out. Compressed lightly, as speed counts more.
 * Source: ECMA-376, part 1; inline strings are 18.3.1.53.
 */
export async function* writeXlsx({
  sheet,
  columns,
  rows,
  rowsPerSheet = mostRows,
}: Workbook): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  let sheets = 0;
  /** How many rows the sheet still takes that is being written. */
  let room = 0;

  function startSheet(): void {
    if (sheets > 0) archive.write(sheetEnd);
    sheets += 1;
    room = rowsPerSheet - 1;
    archive.open(`xl/worksheets/sheet${sheets}.xml`);
    archive.write(sheetStart(columns) + rowXml(columns.map(({ title }) => title)));
  }

  for await (const page of rows) {
    for (let written = 0; written < page.length;) {
      if (room === 0) startSheet();
      const part = page.slice(written, written + room);
      archive.write(part.map(rowXml).join(''));
      written += part.length;
      room -= part.length;
    }
    yield* archive.take();
  }
  if (sheets === 0) startSheet();
  archive.write(sheetEnd);
  for (const [name, xml] of Object.entries(partsBeside(sheet, sheets))) {
    archive.open(name);
    archive.write(declaration + xml);
  }
  archive.close();
  yield* archive.take();
}

/** A ZIP archive whose entries are written one after the other; what is finished is taken out at any time. */
class Archive {
  readonly #finished: Uint8Array[] = [];
  readonly #zip = new Zip((error, bytes) => {
    if (error) throw error;
    this.#finished.push(bytes);
  });
  #entry: ZipDeflate | undefined;

  /** Begins the next entry. */
  open(name: string): void {
    this.#end();
    this.#entry = new ZipDeflate(name, { level: 1 });
    this.#zip.add(this.#entry);
  }

  write(text: string): void {
    this.#entry?.push(strToU8(text));
  }

  close(): void {
    this.#end();
    this.#zip.end();
  }

  take(): Uint8Array[] {
    return this.#finished.splice(0);
  }

  #end(): void {
    this.#entry?.push(new Uint8Array(0), true);
    this.#entry = undefined;
  }
}

function sheetStart(columns: Workbook['columns']): string {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  // The line of headers stays in sight.
  return (
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join('')}</cols><sheetData>`
  );
}

const sheetEnd = '</sheetData></worksheet>';

function rowXml(cells: readonly (string | null)[]): string {
  return `<row>${cells.map(cellXml).join('')}</row>`;
}

function cellXml(text: string | null): string {
  if (text === null || text === '') return '<c/>';
  const inert = inertText(text).slice(0, mostCharacters);
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(inert)}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Else it would be read as a line's end.
  '\r': '&#13;',
};

/**
 * Without what XML 1.0 has no way to say: control characters, halves of pairs, U+FFFE and U+FFFF. What looks like
 * Excel's own way to say these (`_x000D_`) is kept from being read so.
 */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? '');
}

/** All but the sheets themselves: what is in the archive, and how it belongs together. */
function partsBeside(sheet: string, count: number): Record<string, string> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const nameOf = (number: number) => escapeXml(number === 1 ? sheet : `${sheet} ${number}`);
  const each = (xmlOf: (number: number) => string) => numbers.map(xmlOf).join('');
  return {
    'xl/workbook.xml':
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
      each((n) => `<sheet name="${nameOf(n)}" sheetId="${n}" r:id="rId${n}"/>`) +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${packaged}/relationships">` +
      each(
        (n) => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      ) +
      '</Relationships>',
    '_rels/.rels':
      `<Relationships xmlns="${packaged}/relationships">` +
      `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    '[Content_Types].xml':
      `<Types xmlns="${packaged}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>` +
      each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`) +
      '</Types>',
  };
}
