import { expect, test } from '@jest/globals';
import { openTab } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { Page } from 'playwright-core';
import { asAdmin } from '../../harness/api.ts';
import { useProduct, type Product } from '../../harness/product.ts';
import { toastOf } from '../../harness/toasts.ts';
import { visitWarned } from './visit-warned.ts';

/** Somebody with alerts of two features: 80 and 95 % of the day's articles, 80 % of the month's tokens. */
async function registerWarned(product: Product): ReturnType<Product['register']> {
  const person = await product.register();
  await product.record(person.account.id, 'articles', 82);
  await product.record(person.account.id, 'articles', 14);
  await product.record(person.account.id, 'tokens', 810);
  return person;
}

function itemsOf(page: Page) {
  return page.getByRole('list', { name: 'Alerts' }).getByRole('listitem');
}

/** `(3) Alerts · Inkstone`, or no number for none. */
async function waitForTitle(page: Page, count: number): Promise<void> {
  await waitUntil(
    async () =>
      /^(?:\((\d+)\) )?[A-Z]/.exec(await page.title())?.[1] === (count > 0 ? String(count) : undefined),
  );
}

/** The count beside "Alerts" in the navigation. */
async function waitForUnread(page: Page, count: number): Promise<void> {
  await waitForTitle(page, count);
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Alerts/ });
  const badge = link.getByText(String(count), { exact: true });
  await badge.waitFor({ state: count === 0 ? 'detached' : 'visible' });
}

async function filterBy(page: Page, label: string, choice: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: choice }).waitFor({ state: 'attached' });
  await page.getByTitle(choice, { exact: true }).click();
}

describeWithChromium('alerts', () => {
  const product = useProduct();

  test('are counted in the navigation and the title, listed with what to do, and summed up', async () => {
    const person = await registerWarned(product());
    const { page } = await product().visitAs(person, '/app/alerts');
    await expectSoon(() => itemsOf(page).count(), 2);
    await waitForUnread(page, 2);

    const critical = itemsOf(page).filter({ hasText: 'Critical' });
    await critical.getByText(/^Articles: 96% used, 4 left until 00:00/).waitFor();
    await critical.getByText('96 of 100').waitFor();
    await critical.getByText('also passed 80%').waitFor();
    await critical.getByRole('link', { name: 'See details: Articles' }).waitFor();
    // Nothing is sold that gives more.
    await page.waitForLoadState('networkidle');
    expect(await critical.getByRole('link').count()).toBe(1);

    await expectSoon(
      async () => (await page.locator('dl').first().innerText()).replace(/\s+/g, ' '),
      'Unread 2 Exhausted now 0 Critical now 1 Warning now 1',
    );
  });

  test('say what has resolved them as soon as it does, and what a new quota brings', async () => {
    const person = await registerWarned(product());
    const { page } = await product().visitAs(person, '/app/alerts');
    const articles = itemsOf(page).filter({ hasText: 'Articles' });
    await articles.getByText('96% used').waitFor();

    await asAdmin(product(), 'PUT', `/admin/accounts/${person.account.id}/overrides/articles`, {
      quota: 200,
      reason: 'a favour',
    });
    await articles.getByText('resolved: a quota of its own was set').waitFor();
    await expectSoon(
      async () => (await page.locator('dl').first().innerText()).replace(/\s+/g, ' '),
      'Unread 1 Exhausted now 0 Critical now 0 Warning now 1',
    );
    // It stays, and asks for nothing: nobody has read it, and nobody has to.
    await waitForUnread(page, 1);
    expect(await articles.getByRole('button', { name: 'Mark as read' }).count()).toBe(0);

    await product().record(person.account.id, 'articles', 104);
    await articles.getByText(/^Articles: used up until 00:00/).waitFor();
    await articles.getByText('also passed 80% and 95%').waitFor();
    await articles.getByText('before that 80% and 95% of 100').waitFor();
    await expectSoon(() => itemsOf(page).count(), 2);
  });

  test('stand above every page until they are dismissed', async () => {
    const person = await registerWarned(product());
    const { page } = await product().visitAs(person, '/app/records');
    const banner = page.getByRole('region', { name: 'Warning' });
    await banner.waitFor();
    // No plan on offer gives more, and nobody is named who could help.
    await banner.getByRole('link', { name: 'See details' }).waitFor();
    await waitForTitle(page, 2);

    // The gravest, though it is not the newest.
    await banner.getByText(/^Articles: 96% used, 4 left until 00:00 \((?:GMT|UTC)/).waitFor();
    expect(await banner.getByRole('link', { name: '1 more' }).getAttribute('href')).toBe('/app/alerts');
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    // The milder warning of the same feature has gone with it.
    await banner.getByText(/^Tokens: 81% used, 190 left until [A-Z][a-z]+ \d+ \((?:GMT|UTC)/).waitFor();
    expect(await banner.getByRole('link').allInnerTexts()).toEqual(['See details']);
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await banner.waitFor({ state: 'detached' });
    await waitForTitle(page, 0);
    await page.reload();
    await page.getByText('3 records').waitFor();
    expect(await banner.count()).toBe(0);
  });

  test('of a quota that is used up say until when, and that uses are refused', async () => {
    const person = await product().register();
    await product().record(person.account.id, 'articles', 100);
    await product().record(person.account.id, 'tokens', 810);
    const { page } = await product().visitAs(person, '/app/records');
    const banner = page.getByRole('region', { name: 'Warning' });
    await banner
      .getByText(/^Articles: used up until 00:00 \((?:GMT|UTC).*\)\. New uses are refused\.$/)
      .waitFor();
    // No plan on offer gives more, and nobody is named who could help.
    await page.waitForLoadState('networkidle');
    await expectSoon(() => banner.getByRole('link').allInnerTexts(), ['See details', '1 more']);
    await banner.getByRole('link', { name: 'See details' }).click();
    const further = page.getByRole('region', { name: 'What you can do now' });
    await further.getByText('For more before then, ask the team that runs this service.').waitFor();
    // Nearly used up: a use of 200 is refused as well.
    await page.goto('/app/why/tokens');
    await further.getByText(/^Tokens: 81% used, 190 left until /).waitFor();
    await further.getByText('For more before then, ask the team that runs this service.').waitFor();
  });

  test('say of a quota what the banner says, until it is over', async () => {
    const person = await registerWarned(product());
    const { page } = await product().visitAs(person, '/app/alerts');
    const banner = page.getByRole('region', { name: 'Warning' });
    const articles = itemsOf(page).filter({ hasText: 'Articles' });
    const said = articles.getByText(/^Articles: /);
    const warning = await banner.getByText(/^Articles: 96% used, 4 left until/).innerText();
    await expectSoon(() => said.innerText(), warning);

    await product().record(person.account.id, 'articles', 4);
    await page.reload();
    const usedUp = await banner.getByText(/^Articles: used up until .* New uses are refused\.$/).innerText();
    await expectSoon(() => said.innerText(), usedUp);
    await articles.getByText('Exhausted').waitFor();
    await asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/usage/reset`, {
      featureCode: 'articles',
      reason: 'a favour',
    });
    await articles.getByText('resolved by a reset').waitFor();
    await waitForUnread(page, 1);
    await page.goto('/app/alerts?status=unread');
    await itemsOf(page).filter({ hasText: 'Tokens' }).waitFor();
    await expectSoon(() => itemsOf(page).count(), 1);
    await page.goto('/app/alerts');
    await expectSoon(() => said.innerText(), 'Articles: used up for the day');
  });

  test('of a quota that ends while one reads on stay beside the page, until one goes on or it is over', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const { page } = await product().visitAs(person, '/app/records');
    await page.locator('[data-connection=live]').first().waitFor();
    const toasts = page.locator('.ant-notification-notice');
    const usedUp = toasts.filter({ hasText: /Articles: used up until 00:00 .* New uses are refused\./ });
    await product().record(accountId, 'articles', 100);
    await usedUp.waitFor();
    await product().record(accountId, 'tokens', 810);
    const warning = toasts.filter({ hasText: 'Tokens' });
    await warning.waitFor();
    await warning.waitFor({ state: 'detached' });
    expect(await usedUp.isVisible()).toBe(true);
    const banner = page.getByRole('region', { name: 'Warning' });
    expect(await banner.count()).toBe(0);

    await page.getByRole('link', { name: 'Trends' }).click();
    await banner.getByText('Articles: used up until').waitFor();
    await usedUp.waitFor({ state: 'detached' });

    await product().record(accountId, 'tokens', 190);
    await toasts.filter({ hasText: 'Tokens: used up until' }).waitFor();
    await asAdmin(product(), 'PUT', `/admin/accounts/${accountId}/overrides/tokens`, {
      quota: 5_000,
      reason: 'a favour',
    });
    await toasts.waitFor({ state: 'detached' });
  });

  test('of a quota that ends below its banner are said there at once, and dismissed with it', async () => {
    const { accountId, page, banner } = await visitWarned(product());
    await product().record(accountId, 'articles', 4);
    await banner.getByText(/^Articles: used up until .* New uses are refused\.$/).waitFor();
    await expectSoon(() => banner.getAttribute('data-level'), 'exhausted');
    const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles: used up until' });
    await toast.waitFor();
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await banner.waitFor({ state: 'detached' });
    await waitForTitle(page, 0);
  });

  test('of a quota that ends while one reads are read once one closes them, and said as they are shown', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/records');
    await page.locator('[data-connection=live]').first().waitFor();
    await product().record(person.account.id, 'tokens', 810);
    await product().record(person.account.id, 'articles', 100);
    const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles: used up until' });
    await toast.waitFor();
    await waitForTitle(page, 2);
    const shown = await toast.getByText(/^Articles: used up until .* New uses are refused\.$/).innerText();
    const region = page.locator('.only-for-screen-readers[role=status]').filter({ hasText: 'Articles' });
    await expectSoon(() => region.textContent(), shown);
    await toast.getByRole('button', { name: 'Close' }).click();
    await waitForTitle(page, 1);

    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /Alerts/ })
      .click();
    const articles = itemsOf(page).filter({ hasText: 'Articles' });
    await articles.getByText('Exhausted').waitFor();
    expect(await articles.getByRole('button', { name: 'Mark as read' }).count()).toBe(0);
    // The other one is still to be read: only time has closed it.
    await page
      .getByRole('region', { name: 'Warning' })
      .getByText(/^Tokens: 81% used/)
      .waitFor();
  });

  test('are filtered by status, level and feature, which the address keeps', async () => {
    const person = await registerWarned(product());
    const { page } = await product().visitAs(person, '/app/alerts');
    await itemsOf(page).nth(1).waitFor();

    await filterBy(page, 'Level', 'Warning');
    await page.waitForURL('**/app/alerts?level=warning');
    await expectSoon(() => itemsOf(page).count(), 1);

    await filterBy(page, 'Feature', 'Tokens');
    await page.waitForURL('**/app/alerts?level=warning&feature=tokens');
    await expectSoon(() => itemsOf(page).count(), 1);
    await itemsOf(page).getByRole('button', { name: 'Mark as read' }).click();
    await page.getByText('Unread', { exact: true }).last().click();
    await page.getByRole('heading', { name: 'No alert matches these filters' }).waitFor();

    await page.reload();
    await page.getByRole('link', { name: 'Show all alerts' }).click();
    await itemsOf(page).nth(1).waitFor();
    await page.goBack();
    await page.waitForURL('**/app/alerts?level=warning&feature=tokens&status=unread');
  });

  test('are marked as read one by one or all at once, in every tab', async () => {
    const person = await registerWarned(product());
    const visit = await product().visitAs(person, '/app/alerts');
    const { page } = visit;
    await waitForUnread(page, 2);
    const other = await openTab(visit);
    await other.goto('/app/alerts');
    await waitForUnread(other, 2);

    await itemsOf(page).filter({ hasText: 'Tokens' }).getByRole('button', { name: 'Mark as read' }).click();
    await waitForUnread(page, 1);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await toastOf(page, 'All alerts marked as read');
    await waitForUnread(page, 0);
    await expectSoon(() => page.getByRole('button', { name: 'Mark all as read' }).isDisabled(), true);
    await expectSoon(() => itemsOf(page).count(), 2);
    await waitForUnread(other, 0);
  });

  test('are none at first, and the page says when there will be some', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/alerts');
    await page.getByRole('heading', { name: 'No alerts yet' }).waitFor();
    await page.getByText(/when 80% of a quota is used/).waitFor();
  });
});
