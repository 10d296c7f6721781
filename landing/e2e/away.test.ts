import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Page, Route } from 'playwright-core';
import { bundle } from './harness/bundle.ts';
import { comeAlive, useSite } from './harness/use-site.ts';

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
  const site = useSite();

  test('the copy of the last visit is shown with its age, until the API is back', async () => {
    const { page } = await site().open();
    const answered = page.waitForResponse('**/api/plans');
    await comeAlive(page, '/en/');
    await answered;
    await page.waitForFunction(() => localStorage.getItem('meterstone.plans') !== null);
    await takeApiAway(page);
    await page.reload();
    await page.locator('.notice', { hasText: /^Prices as of \d\d:\d\d;?/ }).waitFor();
    const amount = page.locator('[data-plan=pro] .amount').getByText('$24', { exact: true });
    await amount.waitFor();
    await page.unroute('**/api/plans');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.locator('.notice', { hasText: 'Prices as of' }).waitFor({ state: 'detached' });
    await amount.waitFor();
  });

  test('a first visit is told so, keeps the rest of the page, and gets the plans on the next try', async () => {
    const { page } = await site().open();
    await takeApiAway(page);
    await page.goto('/en/');
    await page.locator('.notice', { hasText: 'out of reach' }).waitFor();
    expect(await page.locator('[data-plan]').count()).toBe(0);
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.unroute('**/api/plans');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.locator('[data-plan=pro]').waitFor();
  });

  test('outlines hold the place of plans that are on their way', async () => {
    const { page } = await site().open();
    await takeApiAway(page);
    const asked = Promise.withResolvers<Route>();
    await page.route('**/api/plans', (route) => asked.resolve(route));
    await comeAlive(page, '/en/');
    const skeleton = await page.locator('.skeleton .plans').boundingBox();
    await (await asked.promise).continue();
    await page.locator('[data-plan=pro]').waitFor();
    const plans = await page.locator('.plans').boundingBox();
    expect(Math.abs((plans?.height ?? 0) - (skeleton?.height ?? 0))).toBeLessThan(40);
  });
});
