import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Locator } from 'playwright-core';
import { payAtSandbox, startPayment } from '../harness/orders.ts';
import { makePlan } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

const edgesOf = (part: Locator) =>
  part.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  });

describeWithChromium('neighbours neither touch nor cover each other', () => {
  const product = useProduct();

  test('a toast and the drawer that it comes over', async () => {
    for (const width of [1440, 390]) {
      const person = await product().register();
      const { page } = await product().visitAs(person, '/app/why/articles', {
        viewport: { width, height: 844 },
      });
      await page.locator('[data-connection=live]').first().waitFor({ state: 'attached' });
      const drawer = page.locator('.ant-drawer-section');
      await drawer.getByRole('row', { name: 'left 100' }).waitFor();
      // Of another feature than that whose details it comes over: those say it themselves.
      await product().record(person.account.id, 'tokens', 1_000);
      const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Tokens: used up' });
      await toast.getByRole('button', { name: 'See details' }).waitFor();
      // Once it has come to rest.
      await page.waitForFunction(() => document.getAnimations().length === 0);
      const shown = await edgesOf(toast);
      if (width === 1440) expect(shown.right).toBeLessThanOrEqual((await edgesOf(drawer)).left);
      const close = await edgesOf(drawer.getByRole('button', { name: 'Close' }));
      expect(shown.top).toBeGreaterThanOrEqual(close.bottom);
      expect(shown.left).toBeGreaterThanOrEqual(0);
      expect(shown.right).toBeLessThanOrEqual(width);
      // A form's button is at the end.
      if (width === 390) expect(shown.bottom).toBeLessThan(500);
    }
  });

  test('the fields of a rate at which credits pay', async () => {
    const plan = await makePlan(product(), 'Rated');
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`, {
      viewport: { width: 1440, height: 900 },
    });
    const policy = page.getByRole('combobox', { name: 'Articles: beyond the quota' });
    await policy.click();
    await page.getByTitle('Pay with credits', { exact: true }).last().click();
    const select = page.locator('.ant-select').filter({ has: policy });
    const credits = page.getByLabel('Articles: credits beyond the quota');
    const gap = (await edgesOf(credits)).left - (await edgesOf(select)).right;
    expect(gap).toBeGreaterThanOrEqual(8);
    const text = select.getByText('Pay with credits', { exact: true }).last();
    expect(await text.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  test('what was paid for, and what a change of plan brings', async () => {
    const team = await makePlan(product(), 'Team');
    const person = await product().register({ name: 'Emmy Noether' });
    await payAtSandbox((await startPayment(product(), person, team.prices[0]?.id ?? '')).checkout_url);
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`);
    await page.getByRole('button', { name: 'Change plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await page.getByTitle('Starter', { exact: true }).last().click();
    const warning = dialog.getByRole('alert');
    await warning.waitFor();
    const next = dialog.getByRole('list').first();
    expect((await edgesOf(next)).top - (await edgesOf(warning)).bottom).toBeGreaterThanOrEqual(8);
  });
});
