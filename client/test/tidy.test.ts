import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

test('a folder holds at most 14 files: more are sorted into rooms named by meaning', () => {
  const files = globSync('{client,landing}/{src,test,e2e}/**/*.*', { cwd: root }).filter(
    (file) => !file.includes('node_modules'),
  );
  expect(files.length).toBeGreaterThan(300);
  const folders = Map.groupBy(files, dirname);
  const full = [...folders].filter(([, held]) => held.length > 14);
  expect(full.map(([folder, held]) => ({ folder, files: held.length }))).toEqual([]);
});
