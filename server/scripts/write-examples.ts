import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examplesFolder, runExample } from '../test/examples/run-example.ts';
import setUp from '../test/harness/jest/global-setup.ts';
import tearDown from '../test/harness/jest/global-teardown.ts';

/** Records the output of docs/examples/*.sql anew, each in its file. */
await setUp();
try {
  for await (const name of glob('*.sql', { cwd: examplesFolder })) {
    await writeFile(join(examplesFolder, name), await runExample(name));
  }
} finally {
  await tearDown();
}
