import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, openPage } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { bundle } from './harness/bundle.ts';
import { startSite, type Site } from './harness/site.ts';

/** From here on the page comes without plans, as from a host of files; API and sockets do not answer. */
async function takeApiAway(page: Page): Promise<void> {
  await page.route('**/en/', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: bundle.render({ locale: 'en', origin: '' }),
    }),
  );
  await page.route('**/api/plans', (route) => route.abort());
  await page.route('**/socket.io/**', (route) => route.abort());
  await page.routeWebSocket('**/socket.io/**', (socket) => socket.close());
}

describeWithChromium('while the API is away', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await startSite();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test('the copy of the last visit is shown with its age, until the API is back', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    await takeApiAway(page);
    await page.reload();
    await page.locator('.notice', { hasText: /^Prices as of \d\d:\d\d;?/ }).waitFor();
    expect(await page.locator('[data-plan=pro] .amount').innerText()).toBe('$24');
    await page.unroute('**/api/plans');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.locator('.notice', { hasText: 'Prices as of' }).waitFor({ state: 'detached' });
    expect(await page.locator('[data-plan=pro] .amount').innerText()).toBe('$24');
    await close();
  });

  test('a first visit is told so, keeps the rest of the page, and gets the plans on the next try', async () => {
    const { page, close } = await openPage(browser);
    await takeApiAway(page);
    await page.goto(`${site.server.url}/en/`);
    await page.locator('.notice', { hasText: 'out of reach' }).waitFor();
    expect(await page.locator('[data-plan]').count()).toBe(0);
    expect(await page.locator('.skeleton').count()).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    await page.unroute('**/api/plans');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.locator('[data-plan=pro]').waitFor();
    await close();
  });

  test('outlines hold the place of plans that are on their way', async () => {
    const { page, close } = await openPage(browser);
    await takeApiAway(page);
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/api/plans', async (route) => {
      await asked;
      await route.continue();
    });
    await page.goto(`${site.server.url}/en/`);
    const skeleton = await page.locator('.skeleton .plans').boundingBox();
    answer();
    await page.locator('[data-plan=pro]').waitFor();
    const plans = await page.locator('.plans').boundingBox();
    expect(Math.abs((plans?.height ?? 0) - (skeleton?.height ?? 0))).toBeLessThan(40);
    await close();
  });
});
