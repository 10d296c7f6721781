import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { useProduct } from '../harness/product.ts';
import { sell } from '../harness/sales.ts';
import { brokenWords, sideways } from '../harness/widths.ts';

describeWithChromium("the admin's controls", () => {
  const product = useProduct();

  test.each([
    ['plans', 'Starter', 'Starter, version 1 · Plans · Meterstone'],
    ['features', 'Articles', 'Articles · Features · Meterstone'],
  ])('name the tab after what is open, and give the focus back: %s', async (list, name, title) => {
    const { page } = await product().visitAsAdmin(`/app/admin/${list}`);
    const link = page.getByRole('link', { name, exact: true });
    await link.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name (English)').waitFor();
    await expectSoon(() => page.title(), title);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(await link.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(await page.title()).toBe(title.slice(title.indexOf(' · ') + 3));
  });

  test.each(['orders', 'accounts', 'plans?view=table'])(
    'have room for the words of %s on screens of any width',
    async (list) => {
      const buyer = await product().register({ name: 'Bartholomew Featherstone' });
      await sell(product(), { buyer, amountMinor: 3_599_000, currency: 'CNY', isPaid: false });
      const { page } = await product().visitAsAdmin(`/app/admin/${list}`);
      for (const width of [768, 900, 1024, 1100, 1200, 1366]) {
        await page.setViewportSize({ width, height: 800 });
        await page.locator('main tbody tr a').first().waitFor();
        expect([width, await brokenWords(page), await sideways(page)]).toEqual([width, [], 0]);
      }
    },
  );

  test('open beside their field also for who wants nothing to move', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/features', { reducedMotion: 'reduce' });
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByTitle('Archived').click();
    await page.waitForURL('**/features?status=archived');
  });
});
