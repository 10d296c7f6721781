import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { openTab } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { asAdmin, givePlan, reserve } from './harness/api.ts';
import { useProduct } from './harness/product.ts';

/** The row of a limited quota. */
function rowOf(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Quotas' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}`) }) });
}

describeWithChromium('the overview', () => {
  const product = useProduct();

  test('shows used, in use, left and percent, and what is unlimited, off or not included as that', async () => {
    const person = await product().register();
    const { id } = person.account;
    await givePlan(product(), id, [
      { code: 'articles', quota: 1_000, resetPeriod: 'daily' },
      { code: 'tokens', quota: -1, resetPeriod: 'monthly' },
      { code: 'support', enabled: true },
    ]);
    await product().record(id, 'articles', 620);
    await reserve(product(), id, 'articles', 80);
    await product().record(id, 'tokens', 1_234);
    const { page } = await product().visitAs(person, '/app/');

    const articles = rowOf(page, 'Articles');
    await articles.getByText('620 used · 80 in use · 300 left of 1,000').waitFor();
    await articles.getByText('70 %').waitFor();
    await articles.getByText(/^resets in/).waitFor();
    const bar = articles.getByRole('progressbar', { name: 'Articles: 70 % of 1,000 used' });
    expect(await bar.getAttribute('aria-valuenow')).toBe('70');
    expect(await articles.getByText('Warning').count()).toBe(0);

    const others = page.getByRole('list', { name: 'Unlimited, on or off' }).getByRole('listitem');
    await others.filter({ hasText: 'Tokens' }).getByText('Unlimited · 1,234 this month').waitFor();
    await others.filter({ hasText: 'Priority support' }).getByText('Included').waitFor();
    await page.getByText('Made to measure').waitFor();

    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/tokens`, { quota: 0, reason: 'Abuse' });
    await rowOf(page, 'Tokens').getByText('1,234 used · 0 left of 0').waitFor();
    await rowOf(page, 'Tokens').getByText('Exhausted').waitFor();
  });

  test('says "Not included" of a feature whose quota is zero, and names a plan that has none', async () => {
    const person = await product().register();
    await givePlan(product(), person.account.id, [
      { code: 'articles', quota: 0, resetPeriod: 'daily' },
      { code: 'support', enabled: false },
    ]);
    const { page } = await product().visitAs(person, '/app/');
    const others = page.getByRole('list', { name: 'Unlimited, on or off' }).getByRole('listitem');
    await others.filter({ hasText: 'Articles' }).getByText('Not included').waitFor();
    await others.filter({ hasText: 'Priority support' }).getByText('Not included').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  test('moves with every use, and says in words and by an icon when 80, 95 and 100 % are reached', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/');
    const articles = rowOf(page, 'Articles');
    await articles.getByText('0 used · 100 left of 100').waitFor();
    for (const { amount, total, level } of [
      { amount: 80, total: 80, level: 'Warning' },
      { amount: 15, total: 95, level: 'Critical' },
      { amount: 5, total: 100, level: 'Exhausted' },
    ]) {
      await product().record(person.account.id, 'articles', amount);
      await articles.getByText(`${total} used · ${100 - total} left of 100`).waitFor({ timeout: 5_000 });
      const heading = articles.getByRole('heading', { name: `Articles ${level}` });
      await heading.waitFor({ timeout: 5_000 });
      expect(await heading.locator('svg').count()).toBe(1);
    }
  });

  test('tells an alert in every open tab of the person at once', async () => {
    const person = await product().register();
    const visit = await product().visitAs(person, '/app/');
    await rowOf(visit.page, 'Articles').waitFor();
    const other = await openTab(visit);
    await other.page.goto('/app/records');
    await other.page.getByText('No usage records yet').waitFor();
    await Promise.all(
      [visit.page, other.page].map((page) => page.getByText('Live', { exact: true }).waitFor()),
    );

    await product().record(person.account.id, 'articles', 85);
    await Promise.all(
      [visit.page, other.page].map(async (page) => {
        // Once for screen readers, once as a note that floats in a corner.
        await page
          .getByRole('status')
          .filter({ hasText: "Articles: 85 % of the day's quota used" })
          .first()
          .waitFor({ timeout: 5_000 });
        await page.getByRole('button', { name: 'See plans' }).waitFor({ timeout: 5_000 });
      }),
    );
    await other.page.getByRole('button', { name: 'Why?' }).click();
    await other.page.getByRole('dialog', { name: 'Articles: where the numbers come from' }).waitFor();
    expect(other.complaints).toEqual([]);
  });

  test('stays at hand while hundreds of uses a second come in, and is exact in the end', async () => {
    const person = await product().register();
    await givePlan(product(), person.account.id, [
      { code: 'articles', quota: 100_000, resetPeriod: 'daily' },
      { code: 'tokens', quota: 5_000, resetPeriod: 'monthly' },
    ]);
    const { page } = await product().visitAs(person, '/app/');
    await rowOf(page, 'Articles').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();

    // Ten at a time, for as long as the page is being used.
    let isOver = false;
    let uses = 0;
    const work = async () => {
      while (!isOver) {
        await product().record(person.account.id, 'articles', 3);
        uses += 1;
      }
    };
    const working = Promise.all(Array.from({ length: 10 }, work));
    await page.getByRole('link', { name: 'Why? Tokens' }).click();
    const receipt = page.getByRole('dialog', { name: 'Tokens: where the numbers come from' });
    await receipt.getByRole('row', { name: 'left 5,000' }).waitFor();
    await page.keyboard.press('Escape');
    await receipt.waitFor({ state: 'detached' });
    isOver = true;
    await working;
    expect(uses).toBeGreaterThan(50);
    const [used, left] = [uses * 3, 100_000 - uses * 3].map((amount) => amount.toLocaleString('en'));
    await rowOf(page, 'Articles')
      .getByText(`${used} used · ${left} left of 100,000`)
      .waitFor({ timeout: 5_000 });
  });

  test('follows a quota that an admin changes in another browser', async () => {
    const person = await product().register();
    const plan = await givePlan(
      product(),
      person.account.id,
      [{ code: 'articles', quota: 50, resetPeriod: 'daily' }],
      'Growth',
    );
    await product().record(person.account.id, 'articles', 30);
    const { page } = await product().visitAs(person, '/app/');
    await rowOf(page, 'Articles').getByText('30 used · 20 left of 50').waitFor();

    const admin = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    await admin.page.getByLabel('Articles: how many').fill('60');
    await admin.page.getByText('1 account has the plan and gets this at once.').waitFor();
    await admin.page.getByRole('button', { name: 'Publish version 2' }).click();
    await admin.page.getByText('Version 2 of Growth is published').waitFor();
    await rowOf(page, 'Articles').getByText('30 used · 30 left of 60').waitFor({ timeout: 5_000 });
    await rowOf(page, 'Articles').getByText('50 %').waitFor();
  });

  test('explains a number: plan, override, used and in use make what is left, each leading to its rows', async () => {
    const person = await product().register();
    const { id } = person.account;
    await product().record(id, 'articles', 40);
    await product().record(id, 'articles', 32);
    await product().record(id, 'tokens', 9);
    await reserve(product(), id, 'articles', 10);
    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/articles`, {
      quota: 150,
      reason: 'A good customer',
    });
    const { page } = await product().visitAs(person, '/app/');
    await page.getByRole('link', { name: 'Why? Articles' }).click();
    await page.waitForURL('**/app/why/articles');
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    const amountOf = (label: string) =>
      receipt
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${label}`) }) })
        .getByRole('cell')
        .innerText();
    expect(await amountOf('Plan Starter')).toBe('100');
    expect(await amountOf('Set for you by an admin')).toBe('+50');
    expect(await amountOf('Quota')).toBe('150');
    // Why it was set is a note among admins.
    expect(await receipt.getByText('A good customer').count()).toBe(0);
    expect(await amountOf('used')).toBe('−72');
    expect(await amountOf('in use')).toBe('−10');
    expect(await amountOf('left')).toBe('68');

    // It follows, too.
    await product().record(id, 'articles', 8);
    await receipt.getByRole('row', { name: 'left 60' }).waitFor({ timeout: 5_000 });

    await receipt.getByRole('link', { name: 'used' }).click();
    await page.waitForURL('**/app/records?feature=articles&**');
    await page.getByText('3 records').waitFor();
    expect(await page.getByRole('link', { name: 'Details' }).count()).toBe(3);
  });
});
