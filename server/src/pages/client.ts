import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import express, { type Router } from 'express';
import type { Config } from '../config.ts';
import { createPageHeaders } from '../http/page-headers.ts';
import { folderOf, readBuilt, serveAssets } from './files.ts';

/** What client/vite.config.ts writes where the nonce belongs. */
const placeholder = '__CSP_NONCE__';

/**
 * The client: its files, and its one page at every other address below `/app/`. Ant Design writes its styles at run
 * time, which a nonce lets in, fresh for each answer.
 */
export async function createClientRouter(config: Pick<Config, 'publicUrl'>): Promise<Router | undefined> {
  const folder = folderOf('client/dist');
  const page = await readBuilt(join(folder, 'index.html'));
  if (page === undefined) return undefined;
  const router = express.Router();
  const nonces = new WeakMap<ServerResponse, string>();
  const nonceOf = (res: ServerResponse): string => {
    const nonce = nonces.get(res) ?? randomBytes(16).toString('base64');
    nonces.set(res, nonce);
    return nonce;
  };

  router.use(
    createPageHeaders(config, { styles: [(res) => `'nonce-${nonceOf(res)}'`], styleAttributes: true }),
  );
  router.use('/assets', serveAssets(join(folder, 'assets')), (_req, res) => {
    res.status(404).end();
  });
  router.get('/favicon.svg', (_req, res) => {
    res.sendFile('favicon.svg', { root: folder });
  });
  router.get('/{*path}', (req, res) => {
    if (req.originalUrl === '/app') {
      res.redirect(308, '/app/');
      return;
    }
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page.replaceAll(placeholder, nonceOf(res)));
  });
  return router;
}
