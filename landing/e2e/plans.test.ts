import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { updatePlan } from '../../server/test/harness/catalog.ts';
import { launchChromium, openPage } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { planOf, startSite, type Site } from './harness/site.ts';

describeWithChromium('the plans', () => {
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

  test('are there with prices and quotas, and the console stays clean', async () => {
    const { page, complaints, close } = await openPage(browser);
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    const pro = page.locator('[data-plan=pro]');
    expect(await page.locator('[data-plan] h3').allInnerTexts()).toEqual([
      'Free',
      expect.stringContaining('Pro'),
      'Team',
      'Enterprise',
    ]);
    expect(await pro.innerText()).toContain('$24');
    expect(await pro.locator('li').allInnerTexts()).toContain('80 articles a day');
    expect(await pro.innerText()).toContain('Our suggestion');
    expect(await page.locator('#compare').innerText()).toContain('not included');
    expect(complaints).toEqual([]);
    await close();
  });

  test('are there without JavaScript, down to the choice by month or year', async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${site.server.url}/en/`);
    const pro = page.locator('[data-plan=pro]');
    expect(await pro.innerText()).toContain('$24');
    expect(await pro.locator('[data-choose]').getAttribute('href')).toBe(
      '/app/choose?plan=pro&interval=month&currency=USD',
    );
    const yearly = pro.getByRole('link', { name: 'or $240 a year' });
    expect(await yearly.isVisible()).toBe(true);
    expect(await yearly.getAttribute('href')).toBe('/app/choose?plan=pro&interval=year&currency=USD');
    expect(await page.locator('input[name=interval]').first().isVisible()).toBe(false);
    await page.locator('summary').first().click();
    expect(await page.locator('details p').first().isVisible()).toBe(true);
    await close();
  });

  test('by the year cost what a twelfth of it comes to, with the sum and the saving beside', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    const pro = page.locator('[data-plan=pro]');
    const top = () =>
      page.locator('#compare').evaluate((element) => element.getBoundingClientRect().top + scrollY);
    const before = await top();
    await page.getByRole('radio', { name: 'Yearly 2 months free' }).check();
    expect(await pro.innerText()).toContain('$20');
    expect(await pro.innerText()).toContain('$240 billed once a year');
    expect(await pro.locator('.saving').innerText()).toBe('2 months free');
    expect(await top()).toBe(before);
    await pro.locator('[data-choose]').click();
    expect(page.url()).toContain('/app/choose?plan=pro&interval=year&currency=USD');
    await close();
  });

  test('have a currency of the language, and the others to choose from', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.server.url}/zh-CN/`, { waitUntil: 'networkidle' });
    const pro = page.locator('[data-plan=pro]');
    expect(await pro.innerText()).toContain('¥169');
    await page.getByRole('radio', { name: 'USD' }).check();
    expect(await pro.innerText()).toContain('US$24');
    expect(await pro.locator('[data-choose]').getAttribute('href')).toBe(
      '/app/choose?plan=pro&interval=month&currency=USD',
    );
    await close();
  });

  test.each([390, 768, 1440])('fit into %i px, with their names in sight while comparing', async (width) => {
    const { page, close } = await openPage(browser, { viewport: { width, height: 600 } });
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.locator('#compare tbody tr').last().scrollIntoViewIfNeeded();
    await page
      .locator('#compare tbody tr')
      .nth(2)
      .evaluate((row) => {
        row.scrollIntoView({ block: 'start', behavior: 'instant' });
      });
    const head = await page.locator('#compare thead th').last().boundingBox();
    expect(head?.y).toBeGreaterThanOrEqual(0);
    expect(head?.y).toBeLessThan(40);
    await close();
  });

  test.each([390, 768, 1440])(
    'fit into %i px with a name of 200 characters without a space',
    async (width) => {
      const team = planOf(site, 'team');
      const name = 'W'.repeat(200);
      await updatePlan(site.server, site.adminToken, team.id, { name: { en: name, 'zh-CN': name } });
      const { page, close } = await openPage(browser, { viewport: { width, height: 800 } });
      await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
      expect(await page.locator('[data-plan=team] h3').innerText()).toBe(name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const card = await page.locator('[data-plan=team]').boundingBox();
      const button = await page.locator('[data-choose=team]').boundingBox();
      expect(button?.width).toBeLessThan(card?.width ?? 0);
      const head = await page.locator('#compare thead').boundingBox();
      expect(head?.height).toBeLessThan(160);
      await updatePlan(site.server, site.adminToken, team.id, { name: team.name });
      await close();
    },
  );
});
