import compression from 'compression';
import express, { type Express, type Router } from 'express';
import type { AppContext } from './context.ts';
import { routes } from './features.ts';
import { createDocsRouter } from './http/docs/router.ts';
import { createHandler, sendError } from './http/handler.ts';
import { withReadLine } from './http/limits/read-line.ts';
import { createHealthRouter } from './http/probes/health.ts';
import { createMethodGuard } from './http/request/methods.ts';
import { AppError } from './lib/app-error.ts';
import { createPaymentsRouter, paymentPaths } from './payments/router.ts';

/** What is served besides the operations, outside the pages. */
const readOnlyPaths = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/openapi.json',
  '/api/docs',
  '/api/docs/errors',
];

/** What is read holds no secret (ADR 0045). Exports are sent as they are made. */
const packJson = compression({ filter: (_req, res) => /json/.test(String(res.getHeader('Content-Type'))) });

/** The Express app of one node; listening and sockets are `server.ts`'s. `pages` serves what is not the API's. */
export function createApp(ctx: AppContext, pages: Router): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', ctx.config.trustProxy);
  for (const route of routes) {
    const path = `/api${route.path}`;
    // A check is smaller than a packet, and looks the same where it is answered before Express.
    const packing = route.method === 'get' && route.isHot !== true ? [packJson] : [];
    const handle = createHandler(ctx, withReadLine(route), ctx.authenticate);
    app[route.method](path, ...packing, (req, res) => {
      handle(req, res, req);
    });
  }
  app.use(
    createMethodGuard([
      ...routes.map(({ method, path }) => ({ method, path: `/api${path}` })),
      ...paymentPaths,
      ...readOnlyPaths.map((path) => ({ method: 'get' as const, path })),
    ]),
  );
  app.use(createPaymentsRouter(ctx));
  app.use(createHealthRouter(ctx));
  app.use(createDocsRouter(ctx.config, routes));
  app.use(pages);
  app.use(() => {
    throw new AppError('not_found');
  });
  app.use((error: unknown, req: express.Request, res: express.Response, _next: express.NextFunction) => {
    sendError(ctx.logger, req, res, error);
  });
  return app;
}
