import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/use-chromium';
import { asAdmin } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium("an account's credits, to an admin", () => {
  const product = useProduct();

  test('are granted, spent, and taken back with what is owed for them', async () => {
    const person = await product().register({ name: 'Chien-Shiung Wu' });
    const accountId = person.account.id;
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${accountId}?tab=credits`);
    await page.getByText('No credits', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Grant credits' }).click();
    const grant = page.getByRole('dialog', { name: 'Grant credits to Chien-Shiung Wu' });
    await grant.getByLabel('Amount').fill('many');
    await grant.getByRole('button', { name: 'Grant', exact: true }).click();
    await grant.getByText('Give a whole number').waitFor();
    await grant.getByLabel('Amount').fill('1,000');
    await grant.getByLabel('Reason').fill('A gift');
    await grant.getByRole('button', { name: 'Grant', exact: true }).click();
    await grant.waitFor({ state: 'detached' });
    await page.getByText('1,000 of 1,000').waitFor();

    await asAdmin(product(), 'POST', '/credits/use', {
      accountId,
      amount: 300,
      idempotencyKey: randomUUID(),
    });
    await page.getByText('700 of 1,000').waitFor();

    await page.getByRole('button', { name: 'Revoke credits' }).click();
    const amount = page.getByRole('dialog', { name: 'Revoke credits of Chien-Shiung Wu' });
    await amount.getByLabel('Amount').fill('701');
    await amount.getByRole('button', { name: 'Revoke', exact: true }).click();
    await amount.getByText('At most 700', { exact: true }).waitFor();
    await amount.getByRole('button', { name: 'Cancel' }).click();
    await amount.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    const lot = page.getByRole('dialog', { name: 'Revoke the lot of 1,000 credits' });
    await lot.getByText('Taken from the balance: 700').waitFor();
    await lot.getByText('Becomes debt, as it was spent or is held: at most 300').waitFor();
    await lot.getByLabel('Reason').fill('By mistake');
    await lot.getByRole('button', { name: 'Revoke the lot' }).click();
    await lot.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Revoked, owed' }).waitFor();
    const numbers = page.locator('dl', { hasText: 'Debt' });
    expect(await numbers.locator('dd').allTextContents()).toEqual(['0', '0', '300']);

    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('took back credits: 1,000, of which 300 are owed').waitFor();
    await page.getByText('granted credits: 1,000').waitFor();
  });

  test('are priced by a list, whose changes are told below it', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/credit-prices');
    await page.getByText('Nobody has changed a price yet').waitFor();
    await page.getByRole('button', { name: 'Add an action' }).click();
    await page.getByLabel('Action', { exact: true }).fill('Video!');
    await page.getByLabel('Name (English)').fill('Video');
    await page.getByLabel('Name (Chinese)').fill('视频');
    await page.getByLabel('Credits', { exact: true }).fill('12');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('2 to 64 lower-case letters, digits or _, a letter first').waitFor();
    await page.getByLabel('Action', { exact: true }).fill('video');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: new, 12').waitFor();

    await page.getByLabel('Credits', { exact: true }).fill('15');
    await page.getByLabel('Reason (optional)').fill('Dearer machines');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: 12 → 15').waitFor();
    await page.getByText('Dearer machines').waitFor();
    await page.getByRole('button', { name: 'Remove row 1' }).click();
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: 15, taken off the list').waitFor();
    expect(await asAdmin(product(), 'GET', '/admin/credits/prices')).toEqual([]);
  });
});
