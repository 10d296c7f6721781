import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { startSite, type Site } from './harness/site.ts';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run: () => Promise<AxeResults> };

describeWithChromium('for everybody', () => {
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

  const pages = [390, 1440].flatMap((width) =>
    ['en', 'zh-CN'].flatMap((locale) =>
      ['light' as const, 'dark' as const].map((theme) => ({ width, locale, theme })),
    ),
  );
  test.each(pages)('axe finds nothing: $locale, $theme, $width px', async ({ width, locale, theme }) => {
    const { page, close } = await openPage(browser, {
      viewport: { width, height: 900 },
      colorScheme: theme,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    await page.goto(`${site.server.url}/${locale}/`, { waitUntil: 'networkidle' });
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '');
    });
    await page.addScriptTag({ content: axeSource });
    const { violations } = await page.evaluate(() => axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
    await close();
  });

  test('the keyboard reaches everything, beginning with the way past the header', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.getByRole('radio', { name: 'Monthly' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: /Yearly/ }).isChecked()).toBe(true);
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details').first().getAttribute('open')).toBe('');
    await close();
  });

  test('a chosen theme is kept for the next visit', async () => {
    const { page, close } = await openPage(browser, { colorScheme: 'light' });
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const theme = page.getByRole('button', { name: 'Dark theme' });
    expect(await ground()).toBe('rgb(250, 250, 249)');
    await theme.click();
    expect(await ground()).toBe('rgb(12, 10, 9)');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await ground()).toBe('rgb(12, 10, 9)');
    expect(await theme.getAttribute('aria-pressed')).toBe('true');
    await close();
  });

  test('the example moves, rests when told to, and does not begin for those who want no motion', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    const counts = page.locator('.bar-counts').first();
    await counts.filter({ hasNotText: '58 used' }).waitFor();
    await page.getByRole('button', { name: 'Pause the example' }).click();
    expect(await page.getByRole('button', { name: 'Play the example' }).isVisible()).toBe(true);
    await close();
    const calm = await openPage(browser, { reducedMotion: 'reduce' });
    await calm.page.goto(`${site.server.url}/en/`, { waitUntil: 'networkidle' });
    await calm.page.getByRole('button', { name: 'Play the example' }).waitFor();
    expect(await calm.page.locator('.bar-counts').first().innerText()).toContain('58 used');
    await calm.close();
  });
});
