import { expect, test } from '@jest/globals';
import { AdminPackageDetail } from '@meterstone/server/contract/credits/packages';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createFeature } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';
import { asAdmin } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { makePlan, rowOf } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

describeWithChromium('what an admin did', () => {
  const product = useProduct();

  /** Answers what is asked before something is archived. */
  async function confirm(page: Page, name: string, reason = ''): Promise<void> {
    const dialog = page.getByRole('dialog').filter({ hasText: `Archive ${name}?` });
    if (reason !== '') await dialog.getByLabel('Reason (optional)').fill(reason);
    await dialog.getByRole('button', { name: `Archive ${name}` }).click();
  }

  async function archive(page: Page, name: string, reason?: string): Promise<void> {
    await confirm(page, name, reason);
    await toastOf(page, `${name} is archived`);
  }

  const undo = (page: Page) => page.getByRole('button', { name: 'Undo', exact: true });

  test('to a plan is undone by the button of its toast, and the history tells both, the first with its reason', async () => {
    await makePlan(product(), 'Winter', 2000);
    const { page } = await product().visitAsAdmin('/app/admin/plans');
    const offer = page.getByRole('switch', { name: 'Winter is on offer' });
    await offer.click();
    await archive(page, 'Winter', 'The season is over');
    await expectSoon(() => offer.isChecked(), false);
    // Whoever has the focus there has as long as they like.
    await undo(page).focus();
    await page.keyboard.press('Enter');
    await toastOf(page, 'Winter is back as it was');
    await expectSoon(() => offer.isChecked(), true);
    await undo(page).waitFor({ state: 'detached' });
    await page.goto('/app/admin/history');
    await page.getByText(/put Winter on offer/).waitFor();
    await page.getByText(/archived Winter.*: “The season is over”/).waitFor();
  });

  test('is not undone where somebody else has changed it meanwhile, which is said', async () => {
    const plan = await makePlan(product(), 'Spring', 2010);
    const { page, excuse } = await product().visitAsAdmin('/app/admin/plans');
    excuse(/412/);
    await page.getByRole('switch', { name: 'Spring is on offer' }).click();
    await archive(page, 'Spring');
    await asAdmin(product(), 'PATCH', `/admin/products/plans/${plan.id}/status`, { status: 'draft' });
    await undo(page).click();
    await toastOf(page, 'This can’t be undone any more: somebody else has changed it meanwhile.');
    await rowOf(page, 'Spring').getByText('Draft').waitFor();
  });

  test('to what somebody else has changed while it was asked is refused, and leaves nothing to undo', async () => {
    const plan = await makePlan(product(), 'Autumn', 2015);
    const parcel = await makePackage(product(), 'Crate');
    const { page, excuse } = await product().visitAsAdmin('/app/admin/plans');
    excuse(/412/);
    const expectRefused = async (name: string) => {
      await confirm(page, name);
      await toastOf(page, 'Somebody else has changed the status to draft');
      await rowOf(page, name).getByText('Draft').waitFor();
      expect(await undo(page).count()).toBe(0);
    };
    await page.getByRole('switch', { name: 'Autumn is on offer' }).click();
    await asAdmin(product(), 'PATCH', `/admin/products/plans/${plan.id}/status`, { status: 'draft' });
    await expectRefused('Autumn');
    await page.goto('/app/admin/packages');
    await page.getByRole('button', { name: 'Archive Crate' }).click();
    await asAdmin(product(), 'PATCH', `/admin/products/packages/${parcel.id}/status`, { status: 'draft' });
    await expectRefused('Crate');
  });

  test('to the order of plans is undone by Ctrl+Z, but not while one types', async () => {
    await makePlan(product(), 'Undo one', 2020);
    await makePlan(product(), 'Undo two', 2030);
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=undo');
    const order = async () =>
      (await page.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => name.startsWith('Undo'))
        .join();
    await page.getByRole('button', { name: 'Move Undo two up' }).press('Enter');
    await toastOf(page, 'The plans are in the new order');
    await expectSoon(order, 'Undo two,Undo one');
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.press('Control+z');
    expect(await undo(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Move Undo one up' }).focus();
    await page.keyboard.press('Control+z');
    await toastOf(page, 'The plans are back in their former order');
    await expectSoon(order, 'Undo one,Undo two');
  });

  test('to a feature or a package is undone, too, and its history has the reasons', async () => {
    await createFeature(product().server, product().adminToken, { code: 'undone', name: 'Undone' });
    await makePackage(product(), 'Parcel');
    const { page } = await product().visitAsAdmin('/app/admin/features');
    await page.getByRole('button', { name: 'Archive Undone' }).click();
    await archive(page, 'Undone', 'Counted elsewhere');
    await undo(page).click();
    await toastOf(page, 'Undone is back');
    await page.goto('/app/admin/packages');
    await page.getByRole('button', { name: 'Archive Parcel' }).click();
    await archive(page, 'Parcel', 'Sold out');
    await undo(page).click();
    await toastOf(page, 'Parcel is back as it was');
    await page.getByRole('button', { name: 'Delete Parcel' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Delete Parcel?' });
    await dialog.getByLabel('Reason (optional)').fill('Never sold');
    await dialog.getByRole('button', { name: 'Delete Parcel' }).click();
    await toastOf(page, 'Parcel is deleted');
    await page.goto('/app/admin/history');
    await page.getByRole('link', { name: 'Features', exact: true }).last().click();
    const line = (text: RegExp) => page.getByRole('listitem').filter({ hasText: text });
    await line(/restored Undone/).waitFor();
    await line(/archived Undone.*Counted elsewhere/).waitFor();
    await page.getByRole('navigation', { name: 'History' }).getByRole('link', { name: 'Packages' }).click();
    await line(/deleted .*Never sold/).waitFor();
    await line(/Sold out/).waitFor();
  });

  test('by publishing a plan leads back to the version before, with whom that affects told first', async () => {
    const plan = await makePlan(product(), 'Hasty', 2040);
    const { account } = await product().register();
    await asAdmin(product(), 'POST', `/admin/accounts/${account.id}/plan`, {
      planCode: plan.code,
      reason: 'A test',
    });
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    await page.getByLabel('Articles: how many').fill('500');
    const known = Promise.withResolvers<undefined>();
    await page.route(`**/api/admin/products/plans/${plan.id}`, async (route) => {
      if (route.request().method() === 'GET') await known.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await toastOf(page, 'Version 2 of Hasty is published');
    expect(await undo(page).count()).toBe(0);
    const back = page.getByRole('link', { name: 'Go back to version 1…' });
    await back.click();
    await page.getByText('The fields hold version 1 of Hasty. Nothing is published yet.').waitFor();
    await back.waitFor({ state: 'detached' });
    await expectSoon(() => page.getByLabel('Articles: how many').inputValue(), '50');
    // Also once the page has heard of the version that it published.
    known.resolve(undefined);
    await page.getByRole('button', { name: 'Publish version 3' }).waitFor();
    expect(await page.getByLabel('Articles: how many').inputValue()).toBe('50');
    await page.getByText('1 account has the plan and gets this at once.').waitFor();
    await page.getByRole('button', { name: 'Publish version 3' }).click();
    await toastOf(page, 'Version 3 of Hasty is published');
    await page.getByRole('link', { name: 'Go back to version 2…' }).waitFor();
  });

  test('by publishing a package is undone, but for what somebody else did to it meanwhile', async () => {
    const item = await makePackage(product(), 'Basket');
    const { page, excuse } = await product().visitAsAdmin(`/app/admin/packages/${item.id}`);
    excuse(/412/);
    const read = async () =>
      AdminPackageDetail.parse(await asAdmin(product(), 'GET', `/admin/products/packages/${item.id}`));
    const publish = async (credits: string, version: number) => {
      await page.getByLabel('Credits at once').fill(credits);
      await page.getByRole('button', { name: `Publish version ${version}` }).click();
      await toastOf(page, `Version ${version} of Basket is published`);
    };
    await publish('900', 2);
    await asAdmin(product(), 'PATCH', `/admin/products/packages/${item.id}/status`, { status: 'archived' });
    await undo(page).click();
    await toastOf(page, 'Basket is back as it was');
    expect(await read()).toMatchObject({ version: 3, credits: 100, status: 'archived' });

    await page.goto(`/app/admin/packages/${item.id}`);
    await publish('700', 4);
    const { name, description, validityDays } = item;
    const other = { name, description, validityDays, credits: 800, prices: [] };
    await asAdmin(product(), 'PUT', `/admin/products/packages/${item.id}`, other, 4);
    await undo(page).click();
    await toastOf(page, 'This can’t be undone any more: somebody else has changed it meanwhile.');
    expect(await read()).toMatchObject({ version: 5, credits: 800 });
  });

  test('to an API key says why, for whoever asks later', async () => {
    await asAdmin(product(), 'POST', '/admin/api-keys', { name: 'old shop', scopes: ['usage:read'] });
    const { page } = await product().visitAsAdmin('/app/admin/api-keys');
    await page.getByRole('button', { name: 'Revoke old shop' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Revoke the key' });
    await dialog.getByLabel('Reason (optional)').fill('It stood in a log');
    await dialog.getByRole('button', { name: 'Revoke old shop' }).click();
    await toastOf(page, 'The key “old shop” is revoked.');
    await page.goto('/app/admin/history/api-keys');
    const line = page.getByRole('listitem').filter({ hasText: /revoked the key old shop/ });
    await line.getByText('It stood in a log').waitFor();
  });
});
