import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { examplesFolder, runExample } from './run-example.ts';

const names = readdirSync(examplesFolder).filter((name) => name.endsWith('.sql'));

test.each(names)('docs/examples/%s puts out what is recorded in it (npm run examples)', async (name) => {
  expect(await runExample(name)).toBe(readFileSync(join(examplesFolder, name), 'utf8'));
});
