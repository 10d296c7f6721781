import { createServer } from 'node:http';
import express, { type Express, type Request } from 'express';
import { z } from 'zod';
import type { AllProviders } from '../all.ts';
import { act, acts, listPages, standIns, type Page } from './buyer.ts';
import { Courier } from './courier.ts';
import { deskPage, payPage } from './html.ts';
import { endRefunds, giveBack } from './panel.ts';

export interface Desk {
  url: string;
  courier: Courier;
  /** Lets time go by: what is under way at providers comes to its end, and callbacks leave. */
  advance: (ms: number) => Promise<void>;
  stop: () => Promise<void>;
}

const Where = z.object({ provider: z.enum(standIns), id: z.string() });
const flag = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
const Form = z.object({
  times: z.coerce.number().int().min(1).max(9).default(1),
  delaySeconds: z.coerce.number().int().min(0).max(86_400).default(0),
  isShuffled: flag,
  isDropped: flag,
  isForged: flag,
  isOld: flag,
});

interface DeskOptions {
  servers: () => AllProviders;
  /** The server that callbacks are sent to, and where somebody buys. */
  shop: () => string;
  port?: number;
}

/** A page for each attempt at paying, as a provider would have it, and one for all of them with the switches. */
export async function openDesk({ servers, shop, port = 0 }: DeskOptions): Promise<Desk> {
  const courier = new Courier(shop);
  const advance = async (ms: number) => {
    endRefunds(servers(), courier);
    await courier.advance(ms);
  };
  const http = createServer(createApp({ servers, shop }, courier, advance));
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const address = http.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    courier,
    advance,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function createApp({ servers, shop }: DeskOptions, courier: Courier, advance: Desk['advance']): Express {
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  const find = (req: Request): Page | undefined => {
    const { provider, id } = Where.parse(req.params);
    return listPages(servers()).find((page) => page.provider === provider && page.id === id);
  };

  app.get('/', (_req, res) => {
    res.type('html').send(deskPage(listPages(servers()), courier, shop()));
  });
  app.get('/pay/:provider/:id', (req, res) => {
    const page = find(req);
    if (page) res.type('html').send(payPage(page, page.isOpen ? '' : `It is ${page.state}.`));
    else res.sendStatus(404);
  });
  app.post('/pay/:provider/:id', async (req, res) => {
    const page = find(req);
    const what = z.object({ act: z.enum(acts) }).parse(req.body).act;
    if (!page) {
      res.sendStatus(404);
      return;
    }
    act(servers(), courier, page, what);
    await advance(0);
    const back = what === 'cancel' ? page.cancelUrl : what === 'fail' ? undefined : page.successUrl;
    if (back !== undefined) res.redirect(303, back);
    else
      res.type('html').send(payPage(find(req) ?? page, what === 'fail' ? 'The card was refused.' : 'Done.'));
  });
  app.post('/panel/:provider/:id', async (req, res) => {
    const page = find(req);
    if (page) await giveBack(servers(), courier, page);
    await advance(0);
    res.redirect(303, '/');
  });
  app.post('/switches', (req, res) => {
    const { delaySeconds, ...switches } = Form.parse(req.body);
    courier.switches = { ...switches, delayMs: delaySeconds * 1_000 };
    res.redirect(303, '/');
  });
  app.post('/clock', async (req, res) => {
    await advance(
      z.object({ minutes: z.coerce.number().min(0).max(10_000) }).parse(req.body).minutes * 60_000,
    );
    res.redirect(303, '/');
  });
  return app;
}
