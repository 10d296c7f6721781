import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { useProduct } from './harness/product.ts';

/** What has the focus, by its role's name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

/** Presses Tab until this has the focus; fails when it never comes. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === name) return;
  }
  throw new Error(`Tab never leads to ${name}`);
}

describeWithChromium('access', () => {
  const product = useProduct();

  test("to the admin's pages is refused to a user, by the page in words and by the API", async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/admin/plans');
    await page.getByRole('heading', { name: 'This page is for admins' }).waitFor();
    await page.getByText(/Ask an admin of this Meterstone/).waitFor();
    const refused = await fetch(`${product().server.url}/api/admin/products/plans`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(refused.status).toBe(403);
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
  });

  test('to what is not there says so in words', async () => {
    const { page, complaints } = await product().visitAsAdmin(`/app/admin/accounts/${randomUUID()}`);
    await page.getByRole('heading', { name: 'There is no such account' }).waitFor();
    await page.getByRole('link', { name: 'All accounts' }).waitFor();
    // The browser itself tells of every refused request.
    expect(complaints.every((text) => text.includes('404'))).toBe(true);
    complaints.length = 0;
    await page.goto('/app/no/such/page');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });

  test('needs nothing but a keyboard: sign in, skip to the content, open a receipt and come back', async () => {
    const person = await product().register();
    const { page } = await product().visit('/app/sign-in');
    await page.getByLabel('E-mail').waitFor();
    await page.getByLabel('E-mail').focus();
    await page.keyboard.type(person.user.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Why? Articles' }).waitFor();

    await tabTo(page, 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Why? Articles');
    await page.keyboard.press('Enter');
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    await receipt.getByRole('row', { name: 'left 100' }).waitFor();
    await page.keyboard.press('Escape');
    await receipt.waitFor({ state: 'detached' });
    await page.waitForURL(/\/app\/?$/);
    expect(await focused(page)).toBe('Why? Articles');
  });
});
