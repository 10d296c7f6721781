import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import compression from 'compression';
import express, { type Request, type Response, type Router } from 'express';
import type { Config } from '../../config.ts';
import { entityTagOf, matchesEntityTag } from '../entity-tag.ts';
import { requestIdOf } from '../handler.ts';
import { describeApi } from '../openapi/document.ts';
import { createPageHeaders } from '../page-headers.ts';
import type { DescribedRoute } from '../route.ts';
import { errorsPage } from './errors.ts';

const ownFiles = import.meta.dirname;
const swaggerFiles = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Only these: the rest of the folders is not for visitors. */
const files: readonly { name: string; root: string; maxAge?: string }[] = [
  { name: 'swagger-ui.css', root: swaggerFiles, maxAge: '1 hour' },
  { name: 'swagger-ui-bundle.js', root: swaggerFiles, maxAge: '1 hour' },
  { name: 'docs.css', root: ownFiles },
  { name: 'init.js', root: ownFiles },
];

/**
 * `/api/openapi.json`, generated when it is first asked for, as no start must wait for it; its readable page
 * `/api/docs`, which loads nothing from other hosts; and `/api/docs/errors`, where the `type` of every problem leads.
 */
export function createDocsRouter(
  config: Pick<Config, 'publicUrl'>,
  routes: readonly DescribedRoute[],
): Router {
  const router = express.Router();
  const pageHeaders = createPageHeaders(config);
  router.use(['/api/openapi.json', '/api/docs'], (req, res, next) => {
    res.setHeader('X-Request-Id', requestIdOf(req, res));
    pageHeaders(req, res, next);
  });

  router.use(['/api/openapi.json', '/api/docs'], compression());
  router.get(
    '/api/openapi.json',
    fixed('application/json', () => JSON.stringify(describeApi(routes))),
  );
  router.get('/api/docs/errors', fixed('text/html', errorsPage));
  router.get('/api/docs', (_req, res) => {
    res.sendFile('index.html', { root: ownFiles });
  });
  for (const { name, root, maxAge = 0 } of files) {
    router.get(`/api/docs/${name}`, (_req, res) => {
      // A part of what is packed on its way would be none of the file.
      res.sendFile(name, { root, maxAge, acceptRanges: false });
    });
  }
  return router;
}

/** Answers the same text until the next release; who has it already is told so. */
function fixed(type: string, write: () => string): (req: Request, res: Response) => void {
  let written: { text: string; entityTag: string } | undefined;
  return (req, res) => {
    if (!written) {
      const text = write();
      written = { text, entityTag: entityTagOf(text) };
    }
    const { text, entityTag } = written;
    res.set({ ETag: entityTag, 'Cache-Control': 'public, max-age=0, must-revalidate' });
    if (matchesEntityTag(req.get('if-none-match'), entityTag)) res.status(304).end();
    else res.type(type).send(text);
  };
}
