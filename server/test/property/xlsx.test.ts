import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { writeXlsx } from '../../src/lib/xlsx.ts';
import { readSheet } from '../harness/http/xlsx.ts';

interface Sheet {
  rows: readonly (readonly (string | null)[])[];
  pageSize?: number;
  rowsPerSheet?: number;
}

async function workbookOf({ rows, pageSize = 3, ...more }: Sheet): Promise<Uint8Array> {
  async function* pages() {
    for (let from = 0; from < rows.length; from += pageSize) {
      yield await Promise.resolve(rows.slice(from, from + pageSize));
    }
  }
  const columns = [
    { title: 'One', width: 9 },
    { title: 'Two', width: 9 },
  ];
  return Buffer.concat(await Array.fromAsync(writeXlsx({ sheet: 'All', columns, rows: pages(), ...more })));
}

/** What XML 1.0 can't hold: https://www.w3.org/TR/xml/#charsets. */
const unsayable = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Cs}/gu;
const inert = (text: string) => text.replace(/^(?=[\s"']*[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20])/, "'");

it('says any text, but for what XML has no way to say, and no formula', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        ' ',
        '"',
        '<',
        '>',
        '&',
        '\t',
        '\r',
        '\n',
        '\0',
        'A',
        '_',
        'x',
        '0',
      ),
    }),
    fc.constant('_x000D_'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, fc.option(text))), async (rows) => {
      const expected = rows.map((row) => row.map((cell) => inert(cell ?? '').replaceAll(unsayable, '')));
      expect(readSheet(await workbookOf({ rows }), 1)).toEqual([['One', 'Two'], ...expected]);
    }),
    { numRuns: 50 },
  );
});

it.each([0, 1, 4, 5, 9, 12])('spreads %d rows over sheets of 5, each with its headers', async (count) => {
  const rows = Array.from({ length: count }, (_, index) => [`row ${index}`, null]);
  const workbook = await workbookOf({ rows, rowsPerSheet: 5 });
  const sheets = Object.keys(unzipSync(workbook)).filter((name) => name.includes('worksheets'));
  expect(sheets).toHaveLength(Math.max(1, Math.ceil(count / 4)));
  const read = sheets.map((_, index) => readSheet(workbook, index + 1));
  expect(read.map(([head]) => head)).toEqual(sheets.map(() => ['One', 'Two']));
  expect(read.flatMap(([, ...rest]) => rest)).toEqual(rows.map(([text]) => [text, '']));
});

it('gives each page away as soon as it is there', async () => {
  const given: number[] = [];
  async function* pages() {
    for (let page = 0; page < 50; page += 1) {
      given.push(page);
      // What can't be made smaller.
      yield await Promise.resolve(
        Array.from({ length: 500 }, () => [crypto.randomUUID(), crypto.randomUUID()]),
      );
    }
  }
  /** How many pages were asked for when so many bytes of them had come. */
  let askedBefore: number | undefined;
  const columns = [{ title: 'One', width: 9 }];
  for await (const bytes of writeXlsx({ sheet: 'All', columns, rows: pages() })) {
    if (bytes.length > 1_000) askedBefore ??= given.length;
  }
  expect(askedBefore).toBeLessThan(10);
  expect(given).toHaveLength(50);
});
