import compression from 'compression';
import express, { type Router } from 'express';
import type { CatalogContext } from '../catalog/service.ts';
import { requestIdOf } from '../http/handler.ts';
import { createClientRouter } from './client.ts';
import { createLandingRouter } from './landing.ts';
import { createNotFound } from './not-found.ts';

/**
 * The built pages: the landing page at `/`, the client at `/app/`. A checkout that was not built has neither; `npm
 * start` builds what is missing or stale (scripts/build-pages.ts).
 */
export async function createPagesRouter(ctx: CatalogContext): Promise<Router> {
  const router = express.Router();
  router.use((req, res, next) => {
    res.setHeader('X-Request-Id', requestIdOf(req, res));
    next();
  });
  router.use(compression());
  const client = await createClientRouter(ctx.config);
  const landing = await createLandingRouter(ctx);
  if (client) router.use('/app', client);
  if (landing) router.use(landing);
  router.use(createNotFound(ctx.config));
  if (!client || !landing) ctx.logger.warn('the pages are not built: npm run build');
  return router;
}
