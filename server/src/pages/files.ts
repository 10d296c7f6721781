import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
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

/** Files whose names change with their content: browsers need never ask again. */
export function serveAssets(folder: string): RequestHandler {
  return express.static(folder, { immutable: true, maxAge: '1y', index: false, redirect: false });
}
