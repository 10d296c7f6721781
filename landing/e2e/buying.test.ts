import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { useSite } from './harness/use-site.ts';

describeWithChromium('buying', () => {
  const site = useSite();

  test('begins at a plan here, and ends with its quotas in the user center', async () => {
    const { page, complaints } = await site().visit('/en/', { locale: 'en-US' });
    await page.getByText(/Nothing is charged before you confirm/).waitFor();
    await page.locator('[data-choose=pro]').click();
    await page.getByText(/You chose Pro, \$.+ a month. Create your account first./).waitFor();
    await page.getByLabel('Name').fill('Dorothy Vaughan');
    await page.getByLabel('E-mail').fill('dorothy@example.com');
    await page.getByLabel('Password').fill('Fortran-number-1');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('button', { name: 'Pay $24.00' }).click();
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await page.getByRole('heading', { name: 'Paid', level: 2 }).waitFor();
    await page.getByText('80 a day').waitFor();
    await page.getByRole('link', { name: 'See my usage' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByText('of 80').waitFor();
    expect(complaints).toEqual([]);
  });

  test('goes on in the language in which it began', async () => {
    const { page, complaints } = await site().visit('/zh-CN/', { locale: 'en-US' });
    await page.locator('[data-choose=pro]').click();
    await page.getByText('已选专业版').waitFor();
    await page.getByLabel('姓名').fill('张三');
    await page.getByLabel('邮箱').fill('zhang.san@example.com');
    await page.getByLabel('密码').fill('Beijing-2026-1');
    await page.getByRole('button', { name: '创建账户' }).click();
    await page.getByRole('heading', { name: '结账', level: 1 }).waitFor();
    await page.getByRole('button', { name: /^支付 ¥169\.00/ }).click();
    await page.getByRole('button', { name: '支付', exact: true }).click();
    await page.getByRole('heading', { name: '支付成功', level: 2 }).waitFor();
    await page.getByText('每天 80').waitFor();
    expect(complaints).toEqual([]);
  });
});
