import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { openPage, type Visit } from '@meterstone/server/harness/browser/chromium';
import { useChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startSite, type Site } from './site.ts';

export interface VisitedSite extends Site {
  /** A page that was not sent anywhere yet; closed when the test is over. */
  open: (options?: BrowserContextOptions) => Promise<Visit>;
  /** A page at this address, alive unless scripts are off. */
  visit: (path: string, options?: BrowserContextOptions) => Promise<Visit>;
}

/** The site for the tests of a suite, and a browser to look at it. */
export function useSite(): () => VisitedSite {
  const browser = useChromium();
  const visits: Visit[] = [];
  let site: Site | undefined;
  beforeAll(async () => {
    site = await startSite();
  });
  afterEach(async () => {
    for (const { close } of visits.splice(0)) await close();
  });
  afterAll(() => site?.stop());
  return () => {
    if (!site) throw new Error('The site starts with the first test');
    const { server } = site;
    const open: VisitedSite['open'] = async (options) => {
      const visit = await openPage(browser(), { baseURL: server.url, ...options });
      visits.push(visit);
      return visit;
    };
    return {
      ...site,
      open,
      async visit(path, options) {
        const visit = await open(options);
        await (options?.javaScriptEnabled === false ? visit.page.goto(path) : comeAlive(visit.page, path));
        return visit;
      },
    };
  };
}

/**
 * Goes there, or loads again where no path is given. Once the page asks the API its scripts have taken it over; and
 * letters have their shapes, so nothing moves any more.
 */
export async function comeAlive(page: Page, path?: string): Promise<void> {
  const asked = page.waitForRequest('**/api/plans');
  await (path === undefined ? page.reload() : page.goto(path));
  await asked;
  await page.evaluate(() => document.fonts.ready.then(() => null));
}
