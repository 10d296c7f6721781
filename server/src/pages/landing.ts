import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express, { type Request, type Response, type Router } from 'express';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Plan } from '../catalog/contract.ts';
import type { CatalogContext } from '../catalog/service.ts';
import { entityTagOf, matchesEntityTag } from '../http/entity-tag.ts';
import { createPageHeaders } from '../http/page-headers.ts';
import { folderOf, readBuilt, serveAssets } from './files.ts';
import { inlineStylesOf } from './inline-styles.ts';

/** Stands in the pages that are kept for the origin, which the visitor's `Host` decides: any number, one page. */
const placeholder = 'https://origin.invalid';

const locales = ['en', 'zh-CN'] as const;
type Locale = (typeof locales)[number];

/** A name or an address, IPv6 in brackets, and perhaps a port. */
const isHost = /^(?:[a-z\d.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** As long as the files beside them. */
const cacheControl = 'public, max-age=3600';

/** What landing/src/render.tsx exports, built to run here. */
interface Renderer {
  render: (page: {
    locale: Locale;
    origin: string;
    plans?: readonly Plan[];
    support?: string | undefined;
  }) => string;
  sitemap: (origin: string) => string;
  robots: (origin: string) => string;
}

const Renderer = z.custom<Renderer>(
  (module) =>
    typeof module === 'object' &&
    module !== null &&
    ['render', 'sitemap', 'robots'].every((name) => typeof Reflect.get(module, name) === 'function'),
);

/**
 * The landing page, `/` in the language that the browser asks for, `/en/` and `/zh-CN/`. It is sent with the plans of
 * the moment in it: prices are there at once, without JavaScript too, and for search engines.
 */
export async function createLandingRouter(ctx: CatalogContext): Promise<Router | undefined> {
  const folder = folderOf('landing/dist/public');
  const bundle = folderOf('landing/dist/render/render.js');
  const isBuilt = (await readBuilt(bundle)) !== undefined;
  if (!isBuilt) return undefined;
  const renderer = Renderer.parse(await import(pathToFileURL(bundle).href));
  const { config } = ctx;
  const pages = new LRUCache<string, string>({ max: 10 });

  async function pageOf(locale: Locale): Promise<string> {
    const { plans, plansTag } = await ctx.catalog.current();
    const key = `${locale} ${plansTag}`;
    const page =
      pages.get(key) ?? renderer.render({ locale, origin: placeholder, plans, support: config.supportUrl });
    pages.set(key, page);
    return page;
  }

  async function sendPage(req: Request, res: Response, locale: Locale): Promise<void> {
    const html = (await pageOf(locale)).replaceAll(placeholder, originOf(req));
    const tag = entityTagOf(html);
    res.set({ ETag: tag, 'Cache-Control': 'no-cache', 'Content-Language': locale });
    if (matchesEntityTag(req.get('if-none-match'), tag)) res.status(304).end();
    else res.type('html').send(html);
  }

  const originOf = (req: Request): string =>
    config.publicUrl === undefined ? originAsked(req) : new URL(config.publicUrl).origin;

  const router = express.Router();
  // The page's styles stand in the page, which saves the first visit a round trip.
  const styles = inlineStylesOf(renderer.render({ locale: 'en', origin: '' }));
  const pageHeaders = createPageHeaders(config, { styles });
  const files = express.static(folder, { index: false, redirect: false, maxAge: '1h' });

  router.use('/assets', pageHeaders, serveAssets(join(folder, 'assets')));
  router.get('/', pageHeaders, (req, res) => {
    res.vary('Accept-Language');
    const wanted = req.acceptsLanguages('en', 'zh-CN', 'zh');
    return sendPage(req, res, wanted === 'zh-CN' || wanted === 'zh' ? 'zh-CN' : 'en');
  });
  for (const locale of locales) {
    router.get(`/${locale}`, pageHeaders, (req, res) => {
      if (req.path.endsWith('/')) return sendPage(req, res, locale);
      res.redirect(308, `/${locale}/`);
      return undefined;
    });
  }
  // Browsers ask for it wherever a page names none.
  router.get('/favicon.ico', (_req, res) => {
    res.redirect(308, '/favicon.svg');
  });
  router.get('/sitemap.xml', (req, res) => {
    res
      .set('Cache-Control', cacheControl)
      .type('application/xml')
      .send(renderer.sitemap(originOf(req)));
  });
  router.get('/robots.txt', (req, res) => {
    res
      .set('Cache-Control', cacheControl)
      .type('text/plain')
      .send(renderer.robots(originOf(req)));
  });
  router.get(/^\/[\w.-]+\.(?:svg|png|ico|webmanifest)$/, pageHeaders, files);
  return router;
}

/**
 * Where the visitor says to have found us; empty, which makes addresses relative, unless it can be said in a page as
 * it is. Both parts come from headers, which hold what a client or a proxy likes.
 */
function originAsked(req: Request): string {
  const host = req.get('host') ?? '';
  return isHost.test(host) ? `${req.secure ? 'https' : 'http'}://${host}` : '';
}
