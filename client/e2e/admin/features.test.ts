import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

describeWithChromium('features', () => {
  const product = useProduct();

  test('say on phones, too, whether they are counted, and in what', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/features', {
      viewport: { width: 390, height: 844 },
    });
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Articles' }) });
    await row.getByText('Counted · articles').waitFor();
  });

  test('are created, edited, archived, restored and deleted; other admins see it at once', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/features');
    const other = await product().visitAsAdmin('/app/admin/features');
    await other.page.getByRole('link', { name: 'Articles' }).waitFor();
    await page
      .getByRole('link', { name: 'New feature' })
      .or(page.getByRole('button', { name: 'New feature' }))
      .click();
    const drawer = page.getByRole('dialog', { name: 'New feature' });
    await drawer.getByLabel('Code').fill('Pictures!');
    await drawer.getByText('2 to 64 lower-case letters, digits or _, a letter first').waitFor();
    await drawer.getByLabel('Code').fill('pictures');
    await drawer.getByLabel('Name (English)').fill('Pictures');
    await drawer.getByLabel('Name (Chinese)').fill('图片');
    await drawer.getByRole('button', { name: 'Create feature' }).click();
    await expectSoon(() => drawer.getByText('Say what is counted', { exact: true }).count(), 2);
    await drawer.getByLabel('Unit (English)').fill('picture|pictures');
    await drawer.getByLabel('Unit (Chinese)').fill('张');
    await drawer.getByRole('button', { name: 'Create feature' }).click();
    await toastOf(page, 'Pictures is created');
    await other.page.getByRole('row', { name: /^Pictures.*Counted pictures/ }).waitFor();

    await page.getByRole('link', { name: 'Pictures' }).click();
    const edit = page.getByRole('dialog', { name: 'Pictures' });
    await edit.getByLabel('Name (English)').fill('Images');
    await edit.getByRole('button', { name: 'Save' }).click();
    await toastOf(page, 'Images is saved');
    await other.page.getByRole('link', { name: 'Images' }).waitFor();

    await page.getByRole('button', { name: 'Archive Images' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive Images' }).click();
    await toastOf(page, 'Images is archived');
    await other.page.getByRole('link', { name: 'Images' }).waitFor({ state: 'detached' });
    await page.goto('/app/admin/features?status=archived');
    await page.getByRole('button', { name: 'Restore Images' }).click();
    await toastOf(page, 'Images is back');

    await page.goto('/app/admin/features');
    await page.getByRole('button', { name: 'Delete Images' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete Images' }).click();
    await toastOf(page, 'Images is deleted');
  });

  test('that plans have tell which, and why they cannot be deleted', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/features');
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: 'Articles', exact: true }) });
    await row.getByRole('link', { name: 'Starter' }).waitFor();
    const refused = row.getByRole('button', { name: /^Delete Articles: Articles is or was in Starter/ });
    await refused.focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('link', { name: 'Articles', exact: true }).click();
    const kind = page.getByRole('dialog').getByRole('combobox', { name: 'Kind' });
    await expectSoon(() => kind.isDisabled(), true);
    await page.getByText('It stays, as plans have the feature.').waitFor();
  });

  test('with a code that is taken are refused in words', async () => {
    const { page, excuse } = await product().visitAsAdmin('/app/admin/features/new');
    excuse(/409/);
    const drawer = page.getByRole('dialog', { name: 'New feature' });
    const taken = drawer.getByText('This code is taken. Choose another one');
    await drawer.getByLabel('Code').fill('articles');
    // While one types, and before anything is sent.
    await taken.waitFor();
    await drawer.getByLabel('Name (English)').fill('Articles');
    await drawer.getByLabel('Name (Chinese)').fill('文章');
    await drawer.getByLabel('Unit (English)').fill('article|articles');
    await drawer.getByLabel('Unit (Chinese)').fill('篇');
    expect(await taken.count()).toBe(1);
    const refused = page.waitForResponse((response) => response.status() === 409);
    await drawer.getByRole('button', { name: 'Create feature' }).click();
    await refused;
    await taken.waitFor();
    await expectSoon(() => drawer.getByLabel('Code').getAttribute('aria-invalid'), 'true');
    await expectSoon(() => drawer.getByLabel('Name (English)').inputValue(), 'Articles');
  });
});
