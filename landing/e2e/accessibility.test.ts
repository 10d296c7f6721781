import { expect, test } from '@jest/globals';
import { findingsOf } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';
import { comeAlive, useSite } from './harness/use-site.ts';

function groundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

describeWithChromium('for everybody', () => {
  const site = useSite();

  const pages = [390, 768, 1440].flatMap((width) =>
    ['en', 'zh-CN'].flatMap((locale) =>
      ['light' as const, 'dark' as const].map((theme) => ({ width, locale, theme })),
    ),
  );
  test.each(pages)('axe finds nothing: $locale, $theme, $width px', async ({ width, locale, theme }) => {
    const { page } = await site().visit(`/${locale}/`, {
      viewport: { width, height: 900 },
      colorScheme: theme,
    });
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '');
    });
    expect(await findingsOf(page)).toEqual([]);
  });

  test('the keyboard reaches everything, beginning with the way past the header', async () => {
    const { page } = await site().visit('/en/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await expectSoon(() => skip.evaluate((link) => link === document.activeElement), true);
    await expectSoon(async () => ((await skip.boundingBox())?.y ?? -1) >= 0, true);
    await page.getByRole('radio', { name: 'Monthly' }).focus();
    await page.keyboard.press('ArrowRight');
    await expectSoon(() => page.getByRole('radio', { name: /Yearly/ }).isChecked(), true);
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await expectSoon(() => page.locator('details').first().getAttribute('open'), '');
  });

  test('a chosen theme is kept for the next visit', async () => {
    const { page } = await site().visit('/en/', { colorScheme: 'light' });
    const ground = () => groundOf(page);
    const theme = page.getByRole('combobox', { name: 'Theme' });
    await expectSoon(ground, 'rgb(250, 250, 249)');
    await theme.selectOption('Dark');
    await expectSoon(ground, 'rgb(12, 10, 9)');
    await comeAlive(page);
    await expectSoon(ground, 'rgb(12, 10, 9)');
    await expectSoon(() => theme.inputValue(), 'dark');
  });

  test('the theme of the system can be gone back to, and is followed from then on', async () => {
    const { page } = await site().visit('/en/', { colorScheme: 'light' });
    const ground = () => groundOf(page);
    const theme = page.getByRole('combobox', { name: 'Theme' });
    await expectSoon(() => theme.inputValue(), 'system');
    await theme.selectOption('Light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectSoon(ground, 'rgb(250, 250, 249)');
    await theme.selectOption('Same as system');
    await expectSoon(ground, 'rgb(12, 10, 9)');
    await comeAlive(page);
    await expectSoon(ground, 'rgb(12, 10, 9)');
    await expectSoon(() => theme.inputValue(), 'system');
  });

  test('the example moves, and rests when told to', async () => {
    const { page } = await site().visit('/en/', { reducedMotion: 'no-preference' });
    await page.locator('.bar-counts').first().filter({ hasNotText: '46 used' }).waitFor();
    await page.getByRole('button', { name: 'Pause the example' }).click();
    await page.getByRole('button', { name: 'Play the example' }).waitFor();
  });

  test('the example does not begin for those who want no motion', async () => {
    const { page } = await site().visit('/en/');
    await page.getByRole('button', { name: 'Play the example' }).waitFor();
    await page.locator('.bar-counts').first().filter({ hasText: '46 used' }).waitFor();
  });
});
