import { expect, test } from '@jest/globals';
import { openTab } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createFeature } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { createLoadClient, isAcknowledged, runClients } from '@meterstone/server/harness/load/load';
import type { JSHandle, Locator, Page } from 'playwright-core';
import { asAdmin, givePlan, reserve } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

/** The row of a limited quota. */
function rowOf(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Quotas' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}`) }) });
}

/** Has the page write down each number of uses that the row comes to show. */
function watchUsed(row: Locator): Promise<JSHandle<number[]>> {
  return row.evaluateHandle((element) => {
    const shown: number[] = [];
    const read = () => {
      const text = [...element.querySelectorAll('.number')].map(({ textContent }) => textContent).join('|');
      const used = Number(/([\d,]+) used/.exec(text)?.[1]?.replaceAll(',', ''));
      if (used !== shown.at(-1)) shown.push(used);
    };
    read();
    new MutationObserver(read).observe(element, { subtree: true, childList: true, characterData: true });
    return shown;
  });
}

describeWithChromium('the overview', () => {
  const product = useProduct();

  test('of many features shows those in use first, and all that there are when asked', async () => {
    const { server, adminToken } = product();
    const codes = Array.from({ length: 12 }, (_, index) => `many_${index}`);
    for (const code of codes) await createFeature(server, adminToken, { code, name: code, unit: 'piece' });
    const person = await product().register();
    const quotas = [...codes, 'articles'].map((code) => ({ code, quota: 50, resetPeriod: 'daily' as const }));
    await givePlan(product(), person.account.id, quotas);
    await product().record(person.account.id, 'many_9', 5);
    await product().record(person.account.id, 'articles', 45);
    const { page } = await product().visitAs(person, '/app/');
    const names = () => page.getByRole('list', { name: 'Quotas' }).getByRole('heading').allInnerTexts();
    await expectSoon(names, [
      expect.stringContaining('Articles'),
      'many_9',
      ...[0, 1, 2, 3].map((index) => `many_${index}`),
    ]);
    await page.getByRole('button', { name: 'Show all 13' }).press('Enter');
    await expectSoon(async () => (await names()).length, 13);
    await page.getByRole('button', { name: 'Show fewer' }).press('Enter');
    await expectSoon(async () => (await names()).length, 6);
  });

  test('leads to the credits, as they are, where there are some or they can be bought', async () => {
    const [person, other] = [await product().register(), await product().register()];
    const { id: accountId } = person.account;
    const [{ page }, { page: none }] = [
      await product().visitAs(person, '/app/', { viewport: { width: 390, height: 664 } }),
      await product().visitAs(other, '/app/', { savesData: false }),
    ];
    await page.locator('[data-connection=live]').first().waitFor();
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 1_200, reason: 'Welcome' });
    const link = page.getByRole('link', { name: '1,200 credits to spend' });
    expect(await link.getAttribute('href')).toBe('/app/credits');
    expect((await link.boundingBox())?.x).toBeGreaterThan(195);
    await none.waitForLoadState('networkidle');
    expect(await none.getByText('to spend').count()).toBe(0);
    await makePackage(product(), 'Hundred');
    await none.reload();
    await none.getByRole('link', { name: '0 credits to spend' }).waitFor();
  });

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
    await articles.getByText('62%').waitFor();
    await articles.getByText(/^resets in/).waitFor();
    const bar = articles.getByRole('progressbar', { name: 'Articles: 62% of 1,000 used, 80 in use' });
    expect(await bar.getAttribute('aria-valuenow')).toBe('62');
    expect(await articles.getByText('Warning').count()).toBe(0);

    const others = page.getByRole('list', { name: 'Unlimited, on or off' }).getByRole('listitem');
    await others.filter({ hasText: 'Tokens' }).getByText('Unlimited · 1,234 this month').waitFor();
    await others.filter({ hasText: 'Priority support' }).getByText('Included').waitFor();
    await page.getByText('Made to measure').waitFor();

    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/tokens`, { quota: 0, reason: 'Abuse' });
    await rowOf(page, 'Tokens').getByText('1,234 used · 0 left of 0').waitFor();
    await rowOf(page, 'Tokens').getByText('Exhausted').waitFor();
  });

  test('tells all amounts of a line in short where one of them is long', async () => {
    const person = await product().register();
    await givePlan(product(), person.account.id, [
      { code: 'tokens', quota: 100_000, resetPeriod: 'monthly' },
      { code: 'articles', quota: 99_000, resetPeriod: 'monthly' },
    ]);
    await product().record(person.account.id, 'tokens', 78_400);
    await product().record(person.account.id, 'articles', 70_000);
    const { page } = await product().visitAs(person, '/app/');
    const tokens = rowOf(page, 'Tokens');
    await tokens.getByText('78.4K used · 21.6K left of 100K').waitFor();
    // To the last one on hover.
    await tokens.getByTitle('78,400', { exact: true }).waitFor();
    await rowOf(page, 'Articles').getByText('70,000 used · 29,000 left of 99,000').waitFor();
  });

  test('goes by what is used for percent and level, and says until when holds fill the rest', async () => {
    const person = await product().register();
    const { id } = person.account;
    await givePlan(product(), id, [{ code: 'articles', quota: 50, resetPeriod: 'daily' }]);
    await reserve(product(), id, 'articles', 6);
    await product().record(id, 'articles', 43);
    const { page } = await product().visitAs(person, '/app/');
    const articles = rowOf(page, 'Articles');
    await articles.getByText('43 used · 6 in use · 1 left of 50').waitFor();
    await articles.getByRole('heading', { name: 'Articles Warning', exact: true }).waitFor();
    await articles.getByText('86%').waitFor();
    await articles.getByRole('progressbar', { name: 'Articles: 86% of 50 used, 6 in use' }).waitFor();
    await page
      .getByRole('region', { name: 'Warning' })
      .getByText(/^Articles: 86% used, 6 in use, 1 left until 00:00 \((?:GMT|UTC)/)
      .waitFor();

    await product().record(id, 'articles', 1);
    await articles.getByRole('heading', { name: 'Articles Warning All in use' }).waitFor();
    await articles
      .getByText(
        /^work under way holds the rest; it counts as used or comes back from \d\d:\d\d \((?:GMT|UTC)/,
      )
      .waitFor();
    await articles.getByText('88%').waitFor();
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

  test('names the day of monthly quotas only where there are some', async () => {
    const [daily, monthly] = [await product().register(), await product().register()];
    const articles = { code: 'articles', quota: 50, resetPeriod: 'daily' } as const;
    const tokens = { code: 'tokens', quota: 1_000, resetPeriod: 'monthly' } as const;
    await givePlan(product(), daily.account.id, [articles], 'By the day');
    await givePlan(product(), monthly.account.id, [articles, tokens], 'By the month');
    const lineOf = async (person: typeof daily, plan: string) => {
      const { page } = await product().visitAs(person, '/app/');
      const line = page.getByRole('main').getByText(plan).locator('..');
      await line.waitFor();
      return line.innerText();
    };
    expect(await lineOf(daily, 'By the day')).not.toContain('reset');
    expect(await lineOf(monthly, 'By the month')).toMatch(/ · monthly quotas reset on /);
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
      await articles.getByText(`${total} used · ${100 - total} left of 100`).waitFor();
      const heading = articles.getByRole('heading', { name: `Articles ${level}` });
      await heading.waitFor();
      await expectSoon(() => heading.locator('svg').count(), 1);
    }
  });

  test('tells an alert in every open tab of the person at once', async () => {
    const person = await product().register();
    const visit = await product().visitAs(person, '/app/');
    await rowOf(visit.page, 'Articles').waitFor();
    const other = await openTab(visit);
    // From the overview a page knows of which period a quota is; here it comes later than the alert.
    const { promise: isTold, resolve: tell } = Promise.withResolvers<undefined>();
    await other.route('**/usage/quota-overview', async (route) => {
      await isTold;
      await route.continue();
    });
    await other.goto('/app/records');
    await other.getByText('No usage records yet').waitFor();
    await Promise.all([visit.page, other].map((page) => page.getByText('Live', { exact: true }).waitFor()));

    const isHeard = other.waitForResponse('**/usage/alerts/statistics');
    await product().record(person.account.id, 'articles', 85);
    await isHeard;
    expect(await other.getByText(/85%/).count()).toBe(0);
    tell(undefined);
    await Promise.all(
      [visit.page, other].map(async (page) => {
        // Once for screen readers, once as a note that floats in a corner.
        await page
          .getByRole('status')
          .filter({ hasText: 'Articles: 85% of the day’s quota used' })
          .first()
          .waitFor();
        await page.getByRole('button', { name: 'See details' }).waitFor();
        // Nothing is sold that gives more.
        expect(await page.getByRole('button', { name: 'See plans' }).count()).toBe(0);
      }),
    );
    await other.getByRole('button', { name: 'See details' }).click();
    await other.getByRole('dialog', { name: 'Articles: where the numbers come from' }).waitFor();
  });

  test('stays at hand at 200 uses a second, draws no more often than it is told, and ends exact', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    // The largest that is told to the last one.
    const total = 99_999;
    await givePlan(product(), accountId, [
      { code: 'articles', quota: total, resetPeriod: 'daily' },
      { code: 'tokens', quota: 5_000, resetPeriod: 'monthly' },
    ]);
    const { page } = await product().visitAs(person, '/app/');
    await rowOf(page, 'Articles').getByText('0 used · 99,999 left of 99,999').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const articles = await watchUsed(rowOf(page, 'Articles'));
    const tokens = await watchUsed(rowOf(page, 'Tokens'));
    let answers = 0;
    page.on('response', (response) => {
      if (response.url().endsWith('/usage/quota-overview')) answers += 1;
    });

    // As fast as they are answered, for as long as the page is being used.
    const load = createLoadClient(product().apiKey, 16);
    const began = performance.now();
    let isOver = false;
    let uses = 0;
    const working = runClients(
      16,
      () => isOver && uses >= 1_000,
      async () => {
        const answer = await load.post(product().server, '/usage/record', {
          accountId,
          featureCode: 'articles',
          amount: 1,
        });
        if (!isAcknowledged(answer)) throw new Error(`Not recorded: ${JSON.stringify(answer)}`);
        uses += 1;
      },
    );
    await page.getByRole('link', { name: 'See details: Tokens' }).click();
    const receipt = page.getByRole('dialog', { name: 'Tokens: where the numbers come from' });
    await receipt.getByRole('row', { name: 'left 5,000' }).waitFor();
    await page.keyboard.press('Escape');
    await receipt.waitFor({ state: 'detached' });
    isOver = true;
    await working;
    load.close();
    const rate = Math.round((uses * 1000) / (performance.now() - began));
    if (rate < 200) process.stdout.write(`The machine managed no more than ${rate} uses a second\n`);

    const row = rowOf(page, 'Articles');
    const left = (total - uses).toLocaleString('en');
    await row.getByText(`${uses.toLocaleString('en')} used · ${left} left`).waitFor();
    const seconds = (performance.now() - began) / 1000;
    const shown = await articles.jsonValue();
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(shown.at(-1)).toBe(uses);
    // Five events a second, and each answer to what the page asks by itself.
    expect(shown.length).toBeLessThanOrEqual(5 * seconds + 2 + answers);
    expect(await tokens.jsonValue()).toEqual([0]);
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
    await toastOf(admin.page, 'Version 2 of Growth is published');
    await rowOf(page, 'Articles').getByText('30 used · 30 left of 60').waitFor();
    await rowOf(page, 'Articles').getByText('50%').waitFor();
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
    await page.getByRole('link', { name: 'See details: Articles' }).click();
    await page.waitForURL('**/app/why/articles');
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    const amountOf = (label: string) =>
      receipt
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${label}`) }) })
        .getByRole('cell')
        .innerText();
    expect(await amountOf('Plan Starter')).toBe('100');
    expect(await amountOf('Own quota, set by the team')).toBe('+50');
    expect(await amountOf('Quota')).toBe('150');
    // Why it was set is a note among admins.
    expect(await receipt.getByText('A good customer').count()).toBe(0);
    expect(await amountOf('used')).toBe('−72');
    expect(await amountOf('in use')).toBe('−10');
    expect(await amountOf('left')).toBe('68');

    // It follows, too.
    await product().record(id, 'articles', 8);
    await receipt.getByRole('row', { name: 'left 60' }).waitFor();

    await receipt.getByRole('link', { name: 'used' }).click();
    await page.waitForURL('**/app/records?feature=articles&**');
    await page.getByText('3 records').waitFor();
    await expectSoon(() => page.getByRole('link', { name: 'Details', exact: true }).count(), 3);
  });

  test('adds up where a quota was lowered below what is used, and says why and what follows', async () => {
    const person = await product().register();
    const { id } = person.account;
    await product().record(id, 'articles', 72);
    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/articles`, {
      quota: 60,
      reason: 'A mistake',
    });
    const { page } = await product().visitAs(person, '/app/why/articles');
    const receipt = page.getByRole('dialog', { name: 'Articles: where the numbers come from' });
    const rows = receipt.getByRole('row');
    await expectSoon(
      async () => (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ')),
      [
        'Plan Starter Version 1 100',
        'Own quota, lowered by the team −40',
        'Quota 60',
        'Used −72',
        'In use 0',
        'Over the quota The quota was lowered after this was used. −12',
        'Left 0',
      ],
    );
    await receipt.getByText(/^Articles: used up until 00:00 .* New uses are refused\.$/).waitFor();
    await rowOf(page, 'Articles').getByText('72 used · 0 left of 60 · 12 over').waitFor();
  });
});
