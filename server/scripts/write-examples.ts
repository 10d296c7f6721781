import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examplesFolder, runExample } from '../test/examples/run-example.ts';
import setUp from '../test/harness/global-setup.ts';
import tearDown from '../test/harness/global-teardown.ts';

/** Records the output of docs/examples/*.sql anew, each in its file. */
await setUp();
try {
  for await (const name of glob('*.sql', { cwd: examplesFolder })) {
    await writeFile(join(examplesFolder, name), await runExample(name));
  }
} finally {
  await tearDown();
}
