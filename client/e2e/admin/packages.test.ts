import { expect, test } from '@jest/globals';
import { PackageHistoryEntry } from '@meterstone/server/contract/credits/packages';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { z } from 'zod';
import { asAdmin } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { rowOf } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';
import { widestOf } from '../harness/widths.ts';

describeWithChromium("the admin's packages", () => {
  const product = useProduct();

  test('are created in a drawer that judges fields, and other admins see them at once', async () => {
    await makePackage(product(), 'Earlier');
    const { page } = await product().visitAsAdmin('/app/admin/packages');
    const other = await product().visitAsAdmin('/app/admin/packages');
    await rowOf(other.page, 'Earlier').waitFor();
    await page
      .getByRole('link', { name: 'New package' })
      .or(page.getByRole('button', { name: 'New package' }))
      .click();
    const drawer = page.getByRole('dialog', { name: 'New package' });
    await drawer.getByLabel('Code').fill('weekly_50');
    await drawer.getByLabel('Name (English)').fill('Weekly');
    await drawer.getByLabel('Name (Chinese)').fill('周包');
    await drawer.getByLabel('Description (English)').fill('A week of drafts');
    await drawer.getByLabel('Description (Chinese)').fill('一周草稿');
    await drawer.getByLabel('Credits at once').fill('0');
    await drawer.getByLabel('Days').fill('7');
    await drawer.getByRole('button', { name: 'Create package' }).click();
    await drawer.getByText('Give credits, a daily allowance, or both').waitFor();
    await drawer.getByLabel('Daily allowance').fill('50');
    await drawer.getByRole('button', { name: 'Add a price' }).click();
    await drawer.getByLabel('Amount in USD').fill('nine');
    await drawer.getByText('Give an amount above 0').waitFor();
    await drawer.getByLabel('Amount in USD').fill('4.90');
    await drawer.getByText('Only admins see the package.').waitFor();
    await drawer.getByRole('button', { name: 'Create package' }).click();
    await toastOf(page, 'Weekly is created');
    await rowOf(page, 'Weekly').getByText('$4.90').waitFor();
    await rowOf(other.page, 'Weekly').getByText('Draft').waitFor();
  });

  test('show what a new version changes and for whom, and tell it in their history', async () => {
    const item = await makePackage(product(), 'Grown');
    const { account } = await product().register();
    await asAdmin(product(), 'POST', `/admin/accounts/${account.id}/packages`, {
      packageId: item.id,
      reason: 'A test',
    });
    const { page } = await product().visitAsAdmin(`/app/admin/packages/${item.id}`);
    const drawer = page.getByRole('dialog', { name: 'Grown, version 1' });
    await drawer.getByText('Nothing is changed yet.').waitFor();
    const publish = drawer.getByRole('button', { name: 'Publish version 2' });
    expect(await publish.isDisabled()).toBe(true);
    await drawer.getByLabel('Credits at once').fill('1,500');
    await drawer.getByLabel('Amount in USD').fill('19.90');
    const told = drawer.getByRole('listitem');
    await expectSoon(
      () => told.filter({ hasText: 'Credits at once' }).innerText(),
      expect.stringMatching(/100.*1,500/s),
    );
    await expectSoon(
      () => told.filter({ hasText: 'Price in USD' }).innerText(),
      expect.stringMatching(/\$9\.90.*\$19\.90/s),
    );
    await drawer.getByText('It runs for 1 account, which keeps what it was given.').waitFor();
    await drawer.getByLabel('Reason (optional)').fill('Costs rose');
    await publish.click();
    await toastOf(page, 'Version 2 of Grown is published');
    await page.getByRole('link', { name: 'Grown', exact: true }).click();
    const published = page.getByRole('listitem').filter({ hasText: 'published version 2' });
    await published.getByText('“Costs rose”').waitFor();
    await published.getByText('1,500').waitFor();
  });

  test('refuse in words a version that somebody else overtook', async () => {
    const item = await makePackage(product(), 'Contested');
    const { page, excuse } = await product().visitAsAdmin(`/app/admin/packages/${item.id}`);
    excuse(/412/);
    await page.getByLabel('Credits at once').fill('300');
    const { name, description, validityDays } = item;
    await publishAsOther(item.id, { name, description, validityDays, credits: 200, prices: [] });
    await page.getByText(/Somebody published version 2 while you were editing/).waitFor();
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Nothing is published: somebody else saved first.').waitFor();
    await page.getByRole('button', { name: 'Load version 2' }).click();
    await expectSoon(() => page.getByLabel('Credits at once').inputValue(), '200');
    await page.getByLabel('Credits at once').fill('300');
    await page.getByRole('button', { name: 'Publish version 3' }).click();
    await toastOf(page, 'Version 3 of Contested is published');
  });

  test('are archived, put on offer again, and deleted where nobody has them', async () => {
    const item = await makePackage(product(), 'Passing');
    const { page } = await product().visitAsAdmin('/app/admin/packages');
    await page.getByRole('button', { name: 'Archive Passing' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Archive Passing?' });
    await question.getByText('Nobody can get it any more.').waitFor();
    await question.getByRole('button', { name: 'Archive Passing' }).click();
    await toastOf(page, 'Passing is archived');
    await rowOf(page, 'Passing').getByText('Archived').waitFor();
    await page.getByRole('button', { name: 'Put Passing on offer' }).click();
    await toastOf(page, 'Passing is on offer now');
    await page.getByRole('button', { name: 'Delete Passing' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete Passing' }).click();
    await toastOf(page, 'Passing is deleted');
    await rowOf(page, 'Passing').waitFor({ state: 'detached' });
    const kept = await asAdmin(product(), 'GET', `/admin/products/packages/history?packageId=${item.id}`);
    expect(z.array(PackageHistoryEntry).parse(kept)[0]).toMatchObject({ action: 'deleted' });
  });

  test('stand one below the other on a phone, with all that one looks for', async () => {
    const item = await makePackage(product(), 'Pocket-sized', { dailyCredits: 60 });
    const { page } = await product().visitAsAdmin('/app/admin/packages', {
      viewport: { width: 390, height: 844 },
    });
    const cells = rowOf(page, 'Pocket-sized').getByRole('cell');
    await expectSoon(
      async () => (await cells.first().innerText()).split('\n'),
      ['Pocket-sized', item.code, 'Active', 'Credits at once 100', 'Daily allowance 60', '$9.90'],
    );
    await page.getByRole('button', { name: 'Archive Pocket-sized' }).waitFor();
    expect(await widestOf(page.locator('.ant-table-content, .ant-table-body'))).toBeLessThanOrEqual(390);
  });

  /** Publishes the second version, as another admin would. */
  async function publishAsOther(id: string, body: object): Promise<void> {
    const { server, adminToken } = product();
    const response = await fetch(`${server.url}/api/admin/products/packages/${id}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        'if-match': '"1"',
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
  }
});
