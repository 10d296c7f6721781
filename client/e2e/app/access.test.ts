import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';
import { useProduct } from '../harness/product.ts';

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
    await page.getByText(/Ask an admin for the right/).waitFor();
    const refused = await fetch(`${product().server.url}/api/admin/products/plans`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(refused.status).toBe(403);
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
  });

  test('to what is not there says so in words', async () => {
    const { page, excuse } = await product().visitAsAdmin(`/app/admin/accounts/${randomUUID()}`);
    excuse(/404/);
    await page.getByRole('heading', { name: 'There is no such account' }).waitFor();
    await page.getByRole('link', { name: 'All accounts' }).waitFor();
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
    await page.getByRole('link', { name: 'See details: Articles' }).waitFor();

    await tabTo(page, 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'See details: Articles');
    await page.keyboard.press('Enter');
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    await receipt.getByRole('row', { name: 'left 100' }).waitFor();
    expect(await page.title()).toBe('Articles: where the numbers come from · Overview · Inkstone');
    await page.keyboard.press('Escape');
    await receipt.waitFor({ state: 'detached' });
    await page.waitForURL(/\/app\/?$/);
    await expectSoon(() => focused(page), 'See details: Articles');
  });

  test('to any page leads by a few letters, without a mouse', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/');
    const open = page.getByRole('button', { name: 'Go to' });
    await open.focus();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Go to' });
    await expectSoon(() => field.evaluate((element) => element.matches(':focus')), true);
    const marked = () =>
      field.evaluate(
        (element) =>
          document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.textContent,
      );
    await expectSoon(marked, 'Overview');
    await page.keyboard.press('ArrowUp');
    expect(await marked()).toBe('Profile');
    await page.keyboard.type('usage');
    const found = page.getByRole('listbox', { name: 'Places to go to' }).getByRole('option');
    await expectSoon(() => found.allInnerTexts(), ['Usage records']);
    expect(await marked()).toBe('Usage records');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Usage records', level: 1 }).waitFor();
    await field.waitFor({ state: 'detached' });

    await open.click();
    await field.fill('no such page');
    await page.getByRole('status').getByText('Nothing by that name').waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await expectSoon(() => open.evaluate((element) => element.matches(':focus')), true);
  });

  test('to plans and accounts leads an admin by a few letters of their names, codes or e-mails', async () => {
    const person = await product().register({ name: 'Hedy Lamarr', email: 'hedy@example.com' });
    const { page } = await product().visitAsAdmin('/app/admin');
    await page.getByRole('button', { name: 'Go to' }).click();
    const field = page.getByRole('combobox', { name: 'Go to' });
    await field.fill('start');
    await page.getByRole('group', { name: 'Plans' }).getByRole('option', { name: 'Starter' }).waitFor();
    await field.fill('hedy@');
    const found = page.getByRole('group', { name: 'Accounts' }).getByRole('option', { name: 'Hedy Lamarr' });
    await found.waitFor();
    expect(await found.getAttribute('aria-selected')).toBe('true');
    await found.click();
    await page.waitForURL(`**/app/admin/accounts/${person.account.id}`);
  });

  test.each([
    { reducedMotion: 'no-preference' as const, moves: true },
    { reducedMotion: 'reduce' as const, moves: false },
  ])('opens and closes a drawer, which moves unless that is unwanted: $reducedMotion', async (wanted) => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/', { reducedMotion: wanted.reducedMotion });
    const why = page.getByRole('link', { name: 'See details: Articles' });
    await why.waitFor();
    const moved = await page.evaluateHandle(() => {
      const classes: string[] = [];
      document.addEventListener('transitionrun', ({ target }) => {
        if (target instanceof Element && target.matches('.ant-drawer > *')) classes.push(target.className);
      });
      return classes;
    });
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    for (let turn = 0; turn < 2; turn += 1) {
      await why.click();
      await receipt.getByRole('row', { name: 'left 100' }).waitFor();
      await page.keyboard.press('Escape');
      await receipt.waitFor({ state: 'detached' });
    }
    expect((await moved.jsonValue()).length > 0).toBe(wanted.moves);
  });
});
