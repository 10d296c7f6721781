import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { paid } from '@meterstone/server/harness/orders/commands';
import type { Page } from 'playwright-core';
import { findingsOnPages, findingsWhileOpen } from '../harness/accessibility.ts';
import { asAdmin } from '../harness/api.ts';
import { prepareViews, registerBusy } from '../harness/busy-account.ts';
import { makePlan } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { hear, sell } from '../harness/sales.ts';
import { pathsFor } from '../harness/views.ts';

/** What opens a dialog of its own when this button is pressed. */
function pressing(name: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
  };
}

async function askToDelete(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More for Opened' }).click();
  await page.getByRole('menuitem', { name: 'Delete Opened' }).click();
  await page.getByRole('dialog').waitFor();
}

async function changePlan(page: Page): Promise<void> {
  await page.getByLabel('Articles: how many').fill('5');
  await page.getByText('Nobody has the plan yet.').waitFor();
}

async function previewRefund(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  await page.getByText('1,000 credits are taken back').waitFor();
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Plans' }).waitFor();
}

describeWithChromium('axe finds nothing serious', () => {
  const product = useProduct();

  test("in the admin's pages", async () => {
    const { facts } = await prepareViews(product());
    // Something that waits in the inbox.
    await hear(product(), [paid('another program', { amount_minor: 990, currency: 'USD' })]);
    const { page } = await product().visitAsAdmin('/app/admin');
    await page.locator('main h1').waitFor();
    expect(await findingsOnPages(page, pathsFor('admin', facts))).toEqual([]);
  });

  test("in what opens over the admin's pages", async () => {
    const buyer = await registerBusy(product());
    const { account } = buyer;
    const sale = await sell(product(), { buyer });
    await hear(product(), [paid('one more program', { amount_minor: 990, currency: 'USD' })]);
    await asAdmin(product(), 'PUT', `/admin/accounts/${account.id}/overrides/articles`, {
      quota: 500,
      reason: 'A test',
    });
    const plan = await makePlan(product(), 'Opened');
    const path = `/app/admin/accounts/${account.id}`;
    const { page } = await product().visitAsAdmin('/app/admin');
    await page.locator('main h1').waitFor();
    expect(
      await findingsWhileOpen(page, {
        'the menu on phones': { path: '/app/admin', open: openMenu, isOnPhones: true },
        'the editor of a plan, in the middle of a change': {
          path: `/app/admin/plans/${plan.id}`,
          open: changePlan,
        },
        'the deletion of a plan': {
          path: '/app/admin/plans',
          open: askToDelete,
        },
        'another plan for an account': { path, open: pressing('Change plan') },
        'an override': { path, open: pressing('Override: Tokens') },
        'the end of an override': { path, open: pressing('Lift override: Articles') },
        'a reset': { path, open: pressing('Reset: Articles') },
        'a refund': { path: `/app/admin/orders/${sale.orderId}`, open: previewRefund },
        'money to be attached': { path: '/app/admin/payments', open: pressing('Attach') },
        'the end of an API key': { path: '/app/admin/api-keys', open: pressing('Revoke test') },
      }),
    ).toEqual([]);
  });
});
