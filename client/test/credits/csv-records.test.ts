import { expect, test } from '@jest/globals';
import { csvRecords, onlyRows } from '../../src/features/credits/imports/csv-records.ts';

test('rows are numbered as a spreadsheet does: empty ones count, breaks within quotes do not', () => {
  expect(csvRecords('\uFEFFa,b\r\n1,"two\r\nlines ""quoted"""\n\n3,4')).toEqual([
    'a,b',
    '1,"two\r\nlines ""quoted"""',
    '',
    '3,4',
  ]);
  expect(csvRecords('a\r1\r')).toEqual(['a', '1']);
});

test('rows that are picked stand below the header, as they were', () => {
  expect(onlyRows(['a,b', '1,2', '3,"4\n5"'], [3])).toBe('a,b\r\n3,"4\n5"\r\n');
});
