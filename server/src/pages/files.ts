import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';
import { systemCode } from '../lib/boot-error.ts';

const root = join(import.meta.dirname, '../../..');

/** A folder of the repository, such as `client/dist`. */
export function folderOf(path: string): string {
  return join(root, path);
}

/** The text of a file; undefined where it was not built. */
export async function readBuilt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** How scripts/pack-assets.ts packs, best first, and the ends of its files' names. */
const packings = [
  { encoding: 'br', end: '.br' },
  { encoding: 'gzip', end: '.gz' },
] as const;

/**
 * Files whose names change with their content: browsers need never ask again. Where the build has packed one in a way
 * that the browser takes, that is sent, with an entity tag of its own.
 */
export function serveAssets(folder: string): RequestHandler {
  const names = new Set(readdirSync(folder));
  const router = express.Router();
  router.use((req, res, next) => {
    const name = req.path.slice(1);
    const packed = packings.filter(({ end }) => names.has(name + end));
    if (packed.length > 0) res.vary('Accept-Encoding');
    // Asked one by one: browsers name gzip first, and like all of them alike.
    const chosen = packed.find(({ encoding }) => req.acceptsEncodings(encoding) !== false);
    if (chosen) req.url = `/${name}${chosen.end}`;
    next();
  });
  router.use(
    express.static(folder, {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
      setHeaders: (res: Response, path) => {
        const packing = packings.find(({ end }) => path.endsWith(end));
        if (!packing) return;
        res.type(extname(path.slice(0, -packing.end.length))).set('Content-Encoding', packing.encoding);
      },
    }),
  );
  return router;
}
