import { glob, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { loadModule } from 'libpg-query';
import { faultsOf, mend, refusalsOf } from './sql-layout.ts';

/** Names each fault of the SQL files; with `--write` it first mends what a machine can mend, except in migrations. */
const root = join(import.meta.dirname, '../..');
const isWriting = process.argv.includes('--write');
const migrations = join('server/sql/migrations', '/');
/** Written before there was this check, and never edited: up to here they are only parsed. */
const lastFreeMigration = '0015';
let faulty = 0;

await loadModule();
for await (const file of glob(['server/sql/**/*.sql', 'docs/examples/*.sql'], { cwd: root })) {
  const path = join(root, file);
  let text = await readFile(path, 'utf8');
  const isMigration = file.startsWith(migrations);
  // Databases keep the checksums of migrations.
  if (isWriting && !isMigration) {
    const mended = mend(text);
    if (mended !== text) await writeFile(path, mended);
    text = mended;
  }
  const isFree = isMigration && file.slice(migrations.length, migrations.length + 4) <= lastFreeMigration;
  for (const { line, message } of isFree ? refusalsOf(text) : faultsOf(text)) {
    faulty += 1;
    process.stderr.write(`${relative(process.cwd(), path)}:${line} ${message}\n`);
  }
}
if (faulty > 0) process.exitCode = 1;
