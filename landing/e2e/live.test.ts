import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { updatePlan } from '../../server/test/harness/catalog.ts';
import { launchChromium, openPage } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { waitUntil } from '../../server/test/harness/wait.ts';
import { planOf, startSite, withAmount, type Site } from './harness/site.ts';

/** Resolves once the page hears of changes: its socket is open, and it has asked once more because of that. */
async function openWatched(page: Page, url: string): Promise<void> {
  let isOpen = false;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).startsWith('40/public')) isOpen = true;
    }),
  );
  await page.goto(url);
  await waitUntil(() => isOpen, 10_000);
  await page.waitForLoadState('networkidle');
}

describeWithChromium('a change of prices', () => {
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

  test('reaches the open page within a second, glows once, moves nothing and is read out', async () => {
    const { page, complaints, close } = await openPage(browser);
    await openWatched(page, `${site.server.url}/en/`);
    const pro = planOf(site, 'pro');
    const amount = page.locator('[data-plan=pro] .amount');
    await page.locator('[data-plan=pro]').scrollIntoViewIfNeeded();
    const place = () => page.locator('[data-plan=pro] [data-choose]').boundingBox();
    const before = await place();
    await updatePlan(site.server, site.adminToken, pro.id, {
      prices: withAmount(pro, 'month', 'USD', 2_150),
    });
    await page
      .locator('[data-plan=pro] .amount.is-glowing', { hasText: '$21.50' })
      .waitFor({ timeout: 1_000 });
    expect(await page.locator('[data-plan=team] .amount.is-glowing').count()).toBe(0);
    expect(await amount.evaluate((element) => getComputedStyle(element).animationName)).toBe('glow');
    expect(await place()).toEqual(before);
    expect(await page.locator('[aria-live=polite]').textContent()).toBe('Pro is now $21.50 a month.');
    await page.locator('.is-glowing').first().waitFor({ state: 'detached', timeout: 3_000 });
    expect(complaints).toEqual([]);
    await close();
  });

  test('does not glow for those who want no motion', async () => {
    const { page, close } = await openPage(browser, { reducedMotion: 'reduce' });
    await openWatched(page, `${site.server.url}/en/`);
    const team = planOf(site, 'team');
    await updatePlan(site.server, site.adminToken, team.id, {
      prices: withAmount(team, 'month', 'USD', 8_150),
    });
    const amount = page.locator('[data-plan=team] .amount', { hasText: '$81.50' });
    await amount.waitFor({ timeout: 1_000 });
    expect(await amount.evaluate((element) => getComputedStyle(element).animationName)).toBe('none');
    await close();
  });

  test('that was missed while the connection was gone is there once it is back', async () => {
    const { page, close } = await openPage(browser);
    await openWatched(page, `${site.server.url}/en/`);
    const enterprise = planOf(site, 'enterprise');
    await page.route('**/api/plans', (route) => route.abort());
    await updatePlan(site.server, site.adminToken, enterprise.id, {
      prices: withAmount(enterprise, 'month', 'USD', 51_150),
    });
    await page.locator('.notice', { hasText: 'Prices as of' }).waitFor();
    expect(await page.locator('[data-plan=enterprise] .amount').innerText()).toBe('$499');
    await page.unroute('**/api/plans');
    await site.server.ctx.closeSockets();
    await page.locator('[data-plan=enterprise] .amount', { hasText: '$511.50' }).waitFor({ timeout: 10_000 });
    expect(await page.locator('.notice').innerText()).toBe('');
    await close();
  });
});
