import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';
import { useSite } from './harness/use-site.ts';

/** Chooses the plan; resolves once the app asks to register. */
async function choosePro(page: Page): Promise<void> {
  await page.locator('[data-choose=pro]').click();
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
}

describeWithChromium('the way back', () => {
  const site = useSite();

  test('from a choice is one step, refused input or not, and the way on is there again', async () => {
    const { page, complaints } = await site().visit('/en/', { locale: 'en-US' });
    await choosePro(page);
    await page.goBack();
    await page.waitForURL('**/en/');
    await page.goForward();
    await page.getByText(/You chose Pro, \$.+ a month. Create your account first./).waitFor();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Fill this in').first().waitFor();
    await page.goBack();
    await page.waitForURL('**/en/');
    await page.locator('[data-choose=pro]').waitFor();
    expect(complaints).toEqual([]);
  });

  test('from the checkout of a new account is one step, too', async () => {
    const { page, complaints } = await site().visit('/en/', { locale: 'en-US' });
    await choosePro(page);
    await page.getByLabel('Name').fill('Mary Jackson');
    await page.getByLabel('E-mail').fill('mary.jackson@example.com');
    await page.getByLabel('Password').fill('Wind-tunnel-4-by-4');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Checkout', level: 1 }).waitFor();
    await page.goBack();
    await page.waitForURL('**/en/');
    await page.locator('[data-choose=pro]').click();
    await page.getByRole('heading', { name: 'Checkout', level: 1 }).waitFor();
    await page.goBack();
    await page.waitForURL('**/en/');
    expect(complaints).toEqual([]);
  });

  test.each([
    ['en', 'This app needs JavaScript', 'See the plans'],
    ['zh-CN', '此应用需要 JavaScript', '查看套餐'],
  ])('from a choice without JavaScript is shown on a phone at once: %s', async (locale, text, link) => {
    const { page } = await site().visit(`/${locale}/`, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 600 },
    });
    await page.locator('[data-choose=pro]').click();
    await page.waitForURL('**/app/choose?**');
    expect(await page.getByRole('main').innerText()).toContain(text);
    const wayBack = page.getByRole('link', { name: link });
    const place = await wayBack.boundingBox();
    expect((place?.y ?? 600) + (place?.height ?? 0)).toBeLessThan(600);
    await wayBack.click();
    await page.waitForURL(`**/${locale}/#plans`);
    await page.locator('[data-choose=pro]').waitFor();
  });

  test('from a choice and from the other language leads to what was chosen', async () => {
    const { page, complaints } = await site().visit('/en/?ref=a#plans', { locale: 'en-US' });
    await page.getByRole('radio', { name: 'CNY' }).check();
    await page.getByRole('radio', { name: /Yearly/ }).check();
    const chosen = (name: RegExp) => page.getByRole('radio', { name }).isChecked();
    await page.getByRole('banner').getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh-CN/?ref=a&currency=CNY&interval=year#plans');
    await expectSoon(() => chosen(/按年/), true);
    await page.getByRole('radio', { name: 'USD' }).check();
    await page.goBack();
    await page.waitForURL('**/en/?ref=a&currency=CNY&interval=year#plans');
    await expectSoon(() => chosen(/Yearly/), true);
    expect(await chosen(/CNY/)).toBe(true);
    await choosePro(page);
    await page.goBack();
    await page.waitForURL('**/en/?ref=a&currency=CNY&interval=year#plans');
    await expectSoon(() => chosen(/Yearly/), true);
    expect(complaints).toEqual([]);
  });
});
