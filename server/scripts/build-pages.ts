import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packAssets } from './pack-assets.ts';

/**
 * Builds client and landing page where they are missing or older than what they are made of; `npm start` runs this
 * first, and after an update of the checkout it builds once more. Nothing to do takes some milliseconds.
 */
const root = join(import.meta.dirname, '../..');

/** What a build depends on besides the workspace's own files. */
const shared = [
  'package-lock.json',
  'tsconfig.base.json',
  'server/scripts/pack-assets.ts',
  'server/src/**/contract.ts',
  'server/src/lib/errors/field-codes.ts',
  'server/src/time-zones/*.ts',
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
  await build(workspace);
  await packAssets(join(root, workspace, 'dist'));
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

/** Builds one workspace, silently unless it fails; ends with this process, and all that it started with it. */
async function build(workspace: string): Promise<void> {
  // By a shell, which finds npm by whatever name the platform has for it; a group, to be ended as one.
  const child = spawn(`npm run build --workspace ${workspace}`, {
    cwd: root,
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    process.exit(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  await once(child, 'close');
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.off(signal, end);
  if (child.exitCode === 0) return;
  process.stderr.write(Buffer.concat(said));
  process.exit(1);
}
