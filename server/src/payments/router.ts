import express, { type Router } from 'express';
import { callbackPaths } from './callbacks/address.ts';
import { createCallbackRouter } from './callbacks/router.ts';
import type { PaymentsContext } from './context.ts';
import { createSandboxPageRouter, sandboxPagePath } from './sandbox-page/router.ts';

/** What payments serve besides the API's operations. */
export const paymentPaths = [
  ...Object.values(callbackPaths).map((path) => ({ method: 'post' as const, path })),
  { method: 'get' as const, path: sandboxPagePath },
  { method: 'post' as const, path: sandboxPagePath },
];

/** The doors for providers, and the page of the built-in one where it is on. */
export function createPaymentsRouter(ctx: PaymentsContext): Router {
  const router = express.Router();
  router.use(createCallbackRouter(ctx));
  const { sandboxSecret: secret } = ctx.payments;
  if (secret !== undefined) router.use(createSandboxPageRouter({ secret, logger: ctx.logger }));
  return router;
}
