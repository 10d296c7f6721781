import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRow } from '../../src/lib/csv.ts';
import { parseCsv } from '../harness/http/csv.ts';

const sharp = [
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  '\t',
  '\r',
  '\n',
  '\0',
  '"',
  "'",
  ',',
  ';',
  ' ',
  'a',
  '1',
];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...sharp), { maxLength: 8 }).map((parts) => parts.join('')),
);

/**
 * A spreadsheet runs a cell that begins so, once it has left out quotes and white space; told character by character.
 */
function isFormula(cell: string): boolean {
  for (const character of cell) {
    if ('=+-@＝＋－＠\t\r\n\0'.includes(character)) return true;
    if (!/["'\s]/.test(character)) return false;
  }
  return false;
}

describe('csvRow', () => {
  it('is read back as it was, but for a quote mark before what would run', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const read = parseCsv(rows.map((row) => csvRow(row)).join(''));
        const wanted = rows.map((row) => row.map((cell) => (isFormula(cell) ? `'${cell}` : cell)));
        expect(read).toEqual(wanted);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0=1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '"=1',
    '"" =1',
    "'=1",
    '\u00A0=1',
    '\uFEFF=1',
  ])('makes text of %j', (cell) => {
    expect(parseCsv(csvRow([cell, 'x']))).toEqual([[`'${cell}`, 'x']]);
  });

  it.each(['1-1', 'a=b', 'x@example.com', '{"a":-1}', '', '"quoted"', "it's", '1,5'])(
    'leaves %j alone',
    (cell) => {
      expect(parseCsv(csvRow([cell, 'x']))).toEqual([[cell, 'x']]);
    },
  );

  it('writes numbers as numbers, negative ones too, and null as nothing', () => {
    expect(csvRow([-5, 0, Number.MAX_SAFE_INTEGER, true, false, null, 'x'])).toBe(
      '-5,0,9007199254740991,true,false,,x\r\n',
    );
  });
});
