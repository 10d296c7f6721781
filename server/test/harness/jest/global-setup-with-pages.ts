import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import startDatabase from './global-setup.ts';

/** For the tests of client and landing page: the pages as they are now, and one Postgres for the whole run. */
export default async function setUp(): Promise<void> {
  const root = join(import.meta.dirname, '../../../..');
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  await startDatabase();
}
