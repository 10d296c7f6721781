import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds client and landing page where they are missing or older than what they are made of; `npm start` runs this
 * first, and after an update of the checkout it builds once more. Nothing to do takes some milliseconds.
 */
const root = join(import.meta.dirname, '../..');

/** What a build depends on besides the workspace's own files. */
const shared = [
  'package-lock.json',
  'tsconfig.base.json',
  'server/src/*/contract.ts',
  'landing/src/content/brand.ts',
  'landing/public/favicon.svg',
];
/** By name, as reports of tests lie beside them. */
const own = [
  'index.html',
  'package.json',
  'vite.config.ts',
  'tsconfig.json',
  'src/**',
  'public/**',
  'build/**',
];

/** Where the environment says `test` or `development`, React and Ant Design would make other pages. */
const env = { ...process.env, NODE_ENV: 'production' };

for (const workspace of ['client', 'landing']) {
  const stamp = join(root, workspace, 'dist/.built-from');
  const inputs = digestOf([...shared, ...own.map((glob) => `${workspace}/${glob}`)]);
  if (readStamp(stamp) === inputs) continue;
  process.stdout.write(`Building ${workspace}\n`);
  try {
    // By a shell, which finds npm by whatever name the platform has for it.
    execSync(`npm run build --workspace ${workspace}`, { cwd: root, stdio: 'pipe', env });
  } catch (error) {
    process.stderr.write(outputOf(error));
    process.exit(1);
  }
  writeFileSync(stamp, inputs);
}

function digestOf(globs: string[]): string {
  const hash = createHash('sha256');
  const entries = globSync(globs, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** What the tool that failed said. */
function outputOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return ['stdout', 'stderr'].map((name) => String(Reflect.get(error, name) ?? '')).join('');
}
