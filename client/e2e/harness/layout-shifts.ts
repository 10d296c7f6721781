import type { Page } from 'playwright-core';

declare global {
  var layoutShift: number;
}

/** The slow 4G of a phone, in the terms of the DevTools protocol: bytes a second. */
export const slow4g = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

/** Most of the time is waiting for a slow line, and each tab has a line of its own. */
const tabs = 3;

/**
 * How much moves by itself on each of these pages until all of it is there, for somebody who comes on a slow line and
 * brings along what the pages before have left in the browser; 1 is a whole screen. As `/app/plans: 0.062`, those of
 * `limit` or more.
 */
export async function restlessPages(
  visited: Page,
  paths: readonly string[],
  limit: number,
): Promise<string[]> {
  const left = [...paths];
  const found: string[] = [];
  const walk = async () => {
    const page = await visited.context().newPage();
    await watchLayoutShifts(page);
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const shift = await layoutShiftOf(page, path);
      if (shift >= limit) found.push(`${path}: ${shift.toFixed(3)}`);
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: tabs }, walk));
  return found;
}

/** From here on the page loads slowly, and adds up what moves on it by itself. */
async function watchLayoutShifts(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slow4g);
  await page.addInitScript(() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (Reflect.get(entry, 'hadRecentInput') !== true)
          globalThis.layoutShift += Number(Reflect.get(entry, 'value'));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Until all of the page is there, letters too. */
async function layoutShiftOf(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], [data-loading]') === null);
  await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
  return page.evaluate(() => globalThis.layoutShift);
}
