import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Locator, Page, Response } from 'playwright-core';
import { useProduct } from '../harness/product.ts';

interface Load {
  requests: number;
  bytes: number;
  scripts: number;
  scriptBytes: number;
}

/**
 * What a page loads until it shows what it is for and rests: everything, each answer's body gzipped. The browser saves
 * data, so that nothing is loaded ahead, which waits for the page and is none of it.
 */
async function loadOf(page: Page, path: string, shown: Locator): Promise<Load> {
  const answers: Promise<{ isScript: boolean; size: number }>[] = [];
  const seen = new Set<string>();
  const count = (response: Response) => {
    const url = response.url();
    // The icon, of which each change of the tab asks the cache.
    if (url.includes('/assets/') && seen.has(url)) return;
    seen.add(url);
    const isScript = response.request().resourceType() === 'script';
    answers.push(response.body().then((body) => ({ isScript, size: gzipSync(body).length })));
  };
  page.on('response', count);
  await page.goto(path);
  await shown.waitFor();
  await page.waitForLoadState('networkidle');
  page.off('response', count);
  const sizes = await Promise.all(answers);
  const scripts = sizes.filter(({ isScript }) => isScript);
  const sum = (some: typeof sizes) => some.reduce((total, { size }) => total + size, 0);
  return {
    requests: sizes.length,
    bytes: sum(sizes),
    scripts: scripts.length,
    scriptBytes: sum(scripts),
  };
}

describeWithChromium('the first screen', () => {
  const product = useProduct();

  // Each further file costs a phone a round trip: browsers ask for six at a time.
  test('of somebody who is signed in loads at most 325 kB in 20 scripts, socket and all', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/favicon.svg');
    const { scripts, scriptBytes } = await loadOf(page, '/app/', page.getByRole('progressbar').first());
    expect(scriptBytes).toBeGreaterThan(100_000);
    expect(scriptBytes).toBeLessThanOrEqual(325_000);
    expect(scripts).toBeLessThanOrEqual(20);
  });

  // At 1.6 Mbit/s each 20 kB more are a tenth of a second: what opens, moves or is seldom said comes afterwards.
  test('of somebody who is signed in is there by at most 237 kB of scripts as they are sent, that nothing leads to but the page', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/favicon.svg');
    const needed: Promise<number>[] = [];
    const html = await (await page.request.get('/app/')).text();
    await page.route('**/assets/*.js', async (route) => {
      const { pathname } = new URL(route.request().url());
      // All others never come.
      if (html.includes(pathname) || pathname.includes('/en-')) await route.continue();
    });
    page.on('requestfinished', (request) => {
      if (request.url().endsWith('.js'))
        needed.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto('/app/', { waitUntil: 'commit' });
    await page.getByText(/· monthly quotas reset on/).waitFor();
    await page.getByRole('progressbar').first().waitFor();
    const bytes = (await Promise.all(needed)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(237_000);
  });

  test.each([
    ['/app/sign-in', 'Sign in'],
    ['/app/register', 'Create account'],
    ['/app/choose?plan=starter&interval=month&currency=USD', 'Create account'],
  ])('of a visitor at %s is at most 120 kB in 8 requests, all told', async (path, button) => {
    const { page } = await product().visit('/app/favicon.svg');
    const { requests, bytes } = await loadOf(page, path, page.getByRole('button', { name: button }));
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(120_000);
    expect(requests).toBeLessThanOrEqual(8);
  });

  test('of a visitor is followed by the app’s code, which waits until the page is loaded, and does not run', async () => {
    const { page } = await product().visit('/app/sign-in', { savesData: false });
    const begun = await page.waitForFunction(
      () => performance.getEntriesByType('resource').find(({ name }) => name.includes('/core-'))?.startTime,
    );
    const loaded = await page.evaluate(() =>
      Math.max(
        ...performance
          .getEntriesByType('navigation')
          .map((entry) => (entry instanceof PerformanceNavigationTiming ? entry.loadEventEnd : Infinity)),
      ),
    );
    expect(await begun.jsonValue()).toBeGreaterThanOrEqual(loaded);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
});
