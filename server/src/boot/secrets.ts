import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { BootError, systemCode } from '../lib/boot-error.ts';
import { makeDataDir } from '../lib/data-dir.ts';

const secretsShape = z.object({
  jwt: z.string().min(32),
  adminPassword: z.string().min(8),
  demoPassword: z.string().min(8),
});
export type Secrets = z.infer<typeof secretsShape>;

/**
 * The secrets of this installation, made at the first call and kept in `<dataDir>/secrets.json` (0600). Of several
 * nodes that start together one makes them and all get the same. Throws BootError when the file is spoilt or the
 * folder cannot be used.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const path = join(resolve(dataDir), 'secrets.json');
  try {
    return (await readSecrets(path)) ?? (await makeSecrets(dataDir, path));
  } catch (error) {
    if (error instanceof BootError) throw error;
    throw new BootError(`DATA_DIR: ${path} cannot be used (${systemCode(error) ?? String(error)})`);
  }
}

async function readSecrets(path: string): Promise<Secrets | undefined> {
  try {
    return secretsShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (systemCode(error)) throw error;
    throw new BootError(
      `DATA_DIR: ${path} is not readable as secrets: restore it, or remove it to have new ones made`,
    );
  }
}

async function makeSecrets(dataDir: string, path: string): Promise<Secrets> {
  const secrets: Secrets = {
    jwt: randomBytes(48).toString('base64url'),
    adminPassword: randomBytes(12).toString('base64url'),
    demoPassword: randomBytes(9).toString('base64url'),
  };
  await makeDataDir(dataDir);
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(secrets, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Linking fails when another node was first; then its secrets are the ones that count.
    await link(draft, path);
    return secrets;
  } catch (error) {
    const others = systemCode(error) === 'EEXIST' ? await readSecrets(path) : undefined;
    if (!others) throw error;
    return others;
  } finally {
    await rm(draft, { force: true });
  }
}
