import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { useProduct } from '../../harness/product.ts';
import { visitWarned } from './visit-warned.ts';

describeWithChromium('what floats in the corner', () => {
  const product = useProduct();

  test('says nothing that the details say which are open, where it is read', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/why/articles');
    await page.locator('[data-connection=live]').first().waitFor({ state: 'attached' });
    const toasts = page.locator('.ant-notification-notice');
    const isRead = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
    await product().record(person.account.id, 'articles', 85);
    const further = page.getByRole('region', { name: 'What you can do now' });
    await further.getByText(/^Articles: 85% used, 15 left until /).waitFor();
    await isRead;
    await expectSoon(() => page.title(), 'Articles: where the numbers come from · Overview · Inkstone');
    // Of another feature it is news.
    await product().record(person.account.id, 'tokens', 1_000);
    await toasts.getByText(/^Tokens: used up until /).waitFor();
    expect(await toasts.count()).toBe(1);

    // Nor does it stay over the details that it leads to.
    await page.goto('/app/');
    await page.locator('[data-connection=live]').first().waitFor();
    await product().record(person.account.id, 'articles', 15);
    await toasts.getByText(/^Articles: used up until /).waitFor();
    await page.getByRole('link', { name: 'See details: Articles' }).click();
    await further.getByText(/^Articles: used up until /).waitFor();
    await toasts.waitFor({ state: 'detached' });
  });

  test('stays where a quota ends while the banner of a milder warning is being dismissed', async () => {
    const { accountId, page, banner } = await visitWarned(product());
    const ended = Promise.withResolvers<undefined>();
    await page.route(/alerts\/[^/]+\/read/, async (route) => {
      await ended.promise;
      await route.continue();
    });
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await product().record(accountId, 'articles', 4);
    const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles: used up until' });
    await toast.waitFor();
    ended.resolve(undefined);
    await banner.waitFor({ state: 'detached' });
    // Longer than a warning stays.
    await page.waitForTimeout(12_000);
    expect(await toast.isVisible()).toBe(true);
  });

  test('leaves a phone its rows and the head of the page: the newest lies on the others', async () => {
    const viewport = { width: 390, height: 664 };
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/', { locale: 'zh-CN', viewport });
    await page.locator('[data-connection=live]').first().waitFor();
    const toasts = page.locator('.ant-notification-notice');
    await product().record(person.account.id, 'tokens', 1_000);
    await toasts.getByText('Tokens：').waitFor();
    await product().record(person.account.id, 'articles', 100);
    await toasts.getByText('Articles：').waitFor();
    const heights = async () => {
      const boxes = await Promise.all((await toasts.all()).map((toast) => toast.boundingBox()));
      return Math.max(...boxes.map((box) => viewport.height - (box?.y ?? 0)));
    };
    await expectSoon(async () => (await heights()) < 240, true);
    const lists = page.getByRole('list').filter({ has: page.getByRole('progressbar') });
    const rows = await lists.getByRole('listitem').all();
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) {
      const box = await row.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(viewport.height - (await heights()));
    }
  });
});
