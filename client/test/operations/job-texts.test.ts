import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { jobNames } from '@meterstone/server/harness/operations/job-names';
import { z } from 'zod';

const Texts = z.object({
  job: z.record(z.string(), z.strictObject({ name: z.string(), description: z.string() })),
});

test.each(['en', 'zh-CN'])('every job, and nothing else, has a name and a description in %s', (locale) => {
  const file = join(import.meta.dirname, `../../src/locales/${locale}/operations/jobs.json`);
  const { job } = Texts.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(Object.keys(job).sort()).toEqual(jobNames.toSorted());
});
