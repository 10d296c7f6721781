import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import type { Logger } from '../../lib/logger.ts';
import { callbackPaths } from '../callbacks/address.ts';
import { openPage, type SandboxPage } from '../providers/sandbox/page.ts';
import { callBack, eventsOf, laterMs, paid } from './callbacks.ts';
import { pageHtml } from './html.ts';
import { acts, type Language } from './texts.ts';

export const sandboxPagePath = '/api/pay/sandbox';

const Form = z.strictObject({ act: z.enum(acts) });

/**
 * The page of the built-in provider. It plays another company: whoever has the address may pay, without signing in,
 * and what happens is told by a signed callback over HTTP, to this node's own door.
 */
export function createSandboxPageRouter({ secret, logger }: { secret: string; logger: Logger }): Router {
  const router = express.Router();

  router.get(sandboxPagePath, (req, res) => {
    const page = pageOf(req);
    const nonce = randomBytes(16).toString('base64');
    // Browsers hold a form to this where it leads, too.
    const targets = [page.successUrl, page.cancelUrl].map((url) => new URL(url).origin);
    res.set({
      'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' ${targets.join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    res
      .type('html')
      .send(pageHtml(page, { language: page.language ?? languageOf(req), isOver: isOver(page), nonce }));
  });

  router.post(
    sandboxPagePath,
    express.urlencoded({ extended: false, limit: 1_000 }),
    async (req: Request, res: Response) => {
      const page = pageOf(req);
      const form = Form.safeParse(req.body);
      if (!form.success) throw new AppError('bad_request');
      if (isOver(page)) {
        res.redirect(303, req.originalUrl);
        return;
      }
      const { act } = form.data;
      const address = ownDoor(req);
      for (const event of eventsOf(page, act)) await callBack(secret, address, event);
      if (act === 'later') payLater(page, address);
      res.redirect(303, act === 'cancel' ? page.cancelUrl : page.successUrl);
    },
  );

  function pageOf(req: Request): SandboxPage {
    const sealed = req.query['page'];
    const page = typeof sealed === 'string' ? openPage(secret, sealed) : undefined;
    if (!page) throw new AppError('not_found');
    return page;
  }

  /** Should this node end before, the money is found by asking (`sandbox.ts`). */
  function payLater(page: SandboxPage, address: string): void {
    setTimeout(() => {
      callBack(secret, address, paid(page, 1)).catch((error: unknown) => {
        logger.warn({ err: error }, 'the sandbox could not call back');
      });
    }, laterMs).unref();
  }

  return router;
}

function isOver(page: SandboxPage): boolean {
  return Date.now() >= Date.parse(page.payUntil);
}

function languageOf(req: Request): Language {
  return req.acceptsLanguages('en', 'zh-CN', 'zh') === 'en' || !req.acceptsLanguages('zh-CN', 'zh')
    ? 'en'
    : 'zh-CN';
}

/** Of this node, at the port that the request came in by: real HTTP, whatever stands before us. */
function ownDoor({ socket }: Request): string {
  const host =
    socket.localFamily === 'IPv6'
      ? `[${socket.localAddress ?? '::1'}]`
      : (socket.localAddress ?? '127.0.0.1');
  return `http://${host}:${socket.localPort ?? 0}${callbackPaths.sandbox}`;
}
