import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Person } from '@meterstone/server/harness/identity/people';
import type { Locator } from 'playwright-core';
import { asAdmin, givePlan } from '../../harness/api.ts';
import { payAtSandbox, startPayment } from '../../harness/orders.ts';
import { makePlan, makePro } from '../../harness/plans.ts';
import { useProduct, type Product } from '../../harness/product.ts';

const support = 'mailto:help@example.com';

/** Uses up the articles of somebody who reads, and expects this way on, alone, wherever that is told. */
async function expectWayOn(product: Product, person: Person, amount: number, way: string, leadsTo: string) {
  const { page } = await product.visitAs(person, '/app/records');
  await page.locator('[data-connection=live]').first().waitFor();
  await product.record(person.account.id, 'articles', amount);
  const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles: used up' });
  await expectSoon(
    () => toast.locator('.ant-notification-notice-actions').locator('button, a').allInnerTexts(),
    ['See details', way],
  );

  const expectIn = async (place: Locator) => {
    await place.getByRole('link', { name: way, exact: true }).waitFor();
    const links = await place.getByRole('link').all();
    const told = await Promise.all(
      links.map(async (link) => [await link.innerText(), await link.getAttribute('href')]),
    );
    expect(told.filter(([text]) => text !== 'See details')).toEqual([[way, leadsTo]]);
  };
  await page.getByRole('link', { name: 'Trends' }).click();
  await expectIn(page.getByRole('region', { name: 'Warning' }));
  await page.goto('/app/why/articles');
  await expectIn(page.getByRole('dialog').getByRole('region', { name: 'What you can do now' }));
  await page.goto('/app/alerts');
  await expectIn(page.getByRole('list', { name: 'Alerts' }).getByRole('listitem'));
}

describeWithChromium(
  'the way on from a quota that is used up is the same in toast, banner, drawer and list',
  () => {
    const product = useProduct(() => Promise.resolve({ SUPPORT_URL: support }));

    test('no credits, where there are none and nobody sells any', async () => {
      const person = await product().register();
      const overageRate = { credits: 1, per: 1 };
      await givePlan(product(), person.account.id, [
        { code: 'articles', quota: 100, resetPeriod: 'daily', overage: 'credits', overageRate },
      ]);
      await expectWayOn(product(), person, 100, 'Contact support', support);
    });

    test('credits, where they may pay', async () => {
      const person = await product().register();
      await givePlan(product(), person.account.id, [
        {
          code: 'articles',
          quota: 10,
          resetPeriod: 'monthly',
          overage: 'credits',
          overageRate: { credits: 1, per: 1 },
        },
      ]);
      await asAdmin(product(), 'POST', '/admin/credits/grant', {
        accountId: person.account.id,
        amount: 9,
        reason: 'Welcome',
      });
      await expectWayOn(product(), person, 10, 'Let credits pay', '/app/credits#elastic');
    });

    test('the same where little is left: the next use may be more than that', async () => {
      const person = await product().register();
      const { page } = await product().visitAs(person, '/app/records');
      await page.locator('[data-connection=live]').first().waitFor();
      await product().record(person.account.id, 'articles', 99);
      const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles' });
      await toast.getByRole('link', { name: 'Contact support' }).waitFor();
      await page.getByRole('link', { name: 'Trends' }).click();
      const banner = page.getByRole('region', { name: 'Warning' });
      await banner.getByRole('link', { name: 'Contact support' }).waitFor();
      await page.goto('/app/why/articles');
      const further = page.getByRole('region', { name: 'What you can do now' });
      await further.getByText(/^Articles: 99% used, 1 left until /).waitFor();
      await further.getByRole('link', { name: 'Contact support' }).waitFor();
    });

    test('plans, where one that can be bought gives more; else whoever can help', async () => {
      const reader = await product().register();
      const buyer = await product().register();
      await makePro(product());
      await expectWayOn(product(), reader, 100, 'See plans', '/app/plans');

      // Nothing is sold beside what they have paid for.
      const mini = await makePlan(product(), 'Mini');
      await payAtSandbox((await startPayment(product(), buyer, mini.prices[0]?.id ?? '')).checkout_url);
      await expectWayOn(product(), buyer, 50, 'Contact support', support);
    });
  },
);
