import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Page } from 'playwright-core';
import { findingsOnPages, findingsWhileOpen } from '../harness/accessibility.ts';
import { registerBusy } from '../harness/busy-account.ts';
import { buyPackage } from '../harness/orders.ts';
import { useProduct } from '../harness/product.ts';
import { pathsFor } from '../harness/views.ts';

/** Of the small catalog; nothing here is an admin's. */
const facts = {
  featureCode: 'articles',
  monthlyFeatureCode: 'tokens',
  planCode: 'starter',
  planId: '',
  packageId: '',
  orderId: '',
  accountId: '',
  requestId: '',
};

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Usage records' }).waitFor();
}

async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Your account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
}

async function openRecord(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Details', exact: true }).first().click();
  await page.getByRole('dialog', { name: 'Usage record' }).waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Go to' }).click();
  await page.getByRole('option', { name: 'Usage records' }).waitFor();
}

describeWithChromium('axe finds nothing serious', () => {
  const product = useProduct();

  test('where one signs in and registers', async () => {
    const { page } = await product().visit('/app/sign-in');
    expect(await findingsOnPages(page, pathsFor('nobody', facts))).toEqual([]);
  });

  test('in the user center', async () => {
    const person = await registerBusy(product());
    const { orderId, requestId } = await buyPackage(product(), person);
    const { page } = await product().visitAs(person, '/app/');
    await page.getByRole('progressbar').first().waitFor();
    expect(await findingsOnPages(page, pathsFor('user', { ...facts, orderId, requestId }))).toEqual([]);
  });

  test('in what opens over the pages of the user center', async () => {
    const { page } = await product().visitAs(await registerBusy(product()), '/app/');
    await page.getByRole('progressbar').first().waitFor();
    expect(
      await findingsWhileOpen(page, {
        'the menu on phones': { path: '/app/', open: openMenu, isOnPhones: true },
        "the person's menu": { path: '/app/', open: openAccountMenu },
        'the way to any page': { path: '/app/', open: openPalette },
        'a record': { path: '/app/records', open: openRecord },
      }),
    ).toEqual([]);
  });
});
