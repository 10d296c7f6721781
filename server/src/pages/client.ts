import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import express, { type Response, type Router } from 'express';
import type { Config } from '../config.ts';
import { createPageHeaders } from '../http/page-headers.ts';
import { folderOf, readBuilt, serveAssets } from './files.ts';

/** What client/vite.config.ts writes where the nonce belongs. */
const placeholder = '__CSP_NONCE__';

/** Where visitors begin (client/src/paths.ts): pages of their own, which load without the app. */
const entrances = ['/choose', '/sign-in', '/register'];

/**
 * The client: its files, the page of its entrances, and that of the app at every other address below `/app/`. Ant
 * Design writes its styles at run time, which a nonce lets in, fresh for each answer.
 */
export async function createClientRouter(
  config: Pick<Config, 'publicUrl' | 'supportUrl'>,
): Promise<Router | undefined> {
  const folder = folderOf('client/dist');
  const [page, entrance] = await Promise.all(
    ['index.html', 'entrance.html'].map(async (name) =>
      withSupport(await readBuilt(join(folder, name)), config.supportUrl),
    ),
  );
  if (page === undefined || entrance === undefined) return undefined;
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
  const send = (res: Response, html: string) => {
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(html.replaceAll(placeholder, nonceOf(res)));
  };
  router.get(entrances, (_req, res) => {
    send(res, entrance);
  });
  router.get('/{*path}', (req, res) => {
    if (req.originalUrl === '/app') res.redirect(308, '/app/');
    else send(res, page);
  });
  return router;
}

/** The page with where help is found, which it shows also while nothing else answers (client/src/lib/browser). */
function withSupport(html: string | undefined, url: string | undefined): string | undefined {
  if (url === undefined) return html;
  const content = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return html?.replace('</head>', () => `  <meta name="support" content="${content}" />\n  </head>`);
}
