import express, { type Request, type Response, type Router } from 'express';
import { AppError } from '../../lib/app-error.ts';
import type { PaymentsContext } from '../context.ts';
import type { CallbackReply } from '../provider.ts';
import { callbackPaths } from './address.ts';
import { takeCallback } from './service.ts';

const bodyLimit = 256_000;

/**
 * The doors for providers: each takes the bytes as they come, since those are what is signed, and answers to the letter
 * what its provider expects. Of a provider that isn't set up: 404.
 */
export function createCallbackRouter(ctx: PaymentsContext): Router {
  const router = express.Router();
  for (const provider of ctx.payments.providers.values()) {
    router.post(callbackPaths[provider.name], readRaw, async (req: Request, res: Response) => {
      // Without a body there is none.
      const raw = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      send(res, await takeCallback(ctx, provider, raw, req.headers));
    });
  }
  return router;
}

const rawParser = express.raw({ type: () => true, limit: bodyLimit, inflate: false });

function readRaw(req: Request, res: Response, next: (error?: unknown) => void): void {
  rawParser(req, res, (error: unknown) => {
    next(error === undefined ? undefined : unreadable(error));
  });
}

function unreadable(error: unknown): AppError {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new AppError('payload_too_large');
  if (type === 'encoding.unsupported') return new AppError('unsupported_media_type');
  return new AppError('bad_request', { cause: error });
}

function send(res: Response, { status, contentType, body }: CallbackReply): void {
  res.writeHead(status, {
    'Content-Type': `${contentType}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  res.end(body);
}
