import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { useProduct } from '../harness/product.ts';

const inChinese = { locale: 'zh-CN' };

describeWithChromium('what only the server can refuse is said beside its field, in Chinese:', () => {
  const product = useProduct();

  test('an address that is taken, with the way out', async () => {
    const { user } = await product().register();
    const { page, excuse } = await product().visit('/app/register?next=%2Forders', inChinese);
    excuse(/409/);
    await page.getByLabel('姓名').fill('Ada');
    await page.getByLabel('邮箱').fill(user.email);
    await page.getByLabel('密码').fill('Short-1');
    await page.getByLabel('姓名').focus();
    await page.locator('#password_help').getByText('至少 8 个字符').waitFor();
    // Not as help, too.
    await expectSoon(() => page.locator('#password_extra').isVisible(), false);
    await page.getByLabel('密码').fill('Analytical-engine-1');
    await page.getByRole('button', { name: '创建账户' }).click();
    const field = page.locator('[data-field=email]');
    await field.getByText('该邮箱已有账户').waitFor();
    await field.getByRole('link', { name: '登录' }).click();
    await page.waitForURL('**/app/sign-in?next=%2Forders');
  });

  test('a password that is easily guessed, when it is sent and before; the judge comes when it is needed', async () => {
    const { page, excuse } = await product().visit('/app/register', inChinese);
    excuse(/422/);
    const judges = () =>
      page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('judge')).length,
      );
    await page.getByLabel('姓名').fill('Ada Lovelace');
    await page.getByLabel('邮箱').fill('countess@example.com');
    await page.locator('#password_extra').getByText('至少 8 个字符').waitFor();
    expect(await judges()).toBe(0);
    await page.getByLabel('密码').fill('Lovelace.Ada');
    await page.locator('#password_extra').getByText('姓名和邮箱最先被试到').waitFor();
    await page.getByRole('button', { name: '创建账户' }).click();
    await page.locator('#password_help').getByText('姓名和邮箱最先被试到').waitFor();
    await page.getByLabel('密码').fill('Analytical-engine-1');
    await page.locator('#password_extra').getByText('至少 8 个字符').waitFor();
  });

  test('a password that is not the current one', async () => {
    const { page, excuse } = await product().visitAs(
      await product().register({ locale: 'zh-CN' }),
      '/app/profile',
      inChinese,
    );
    excuse(/422/);
    await page.getByLabel('当前密码').fill('not-the-password');
    await page.getByLabel('新密码').fill('Battery-staple-8');
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('当前密码不正确').waitFor();
  });

  test('a code that is taken', async () => {
    const { page, excuse } = await product().visitAsAdmin('/app/admin/plans/new', inChinese);
    excuse(/409/);
    await page.evaluate(() => localStorage.setItem('meterstone.locale', 'zh-CN'));
    await page.reload();
    await page.getByRole('textbox', { name: '代码', exact: true }).fill('starter');
    await page.getByLabel('名称（英文）').fill('Again');
    await page.getByLabel('名称（中文）').fill('又一个');
    await page.getByRole('button', { name: '创建套餐' }).click();
    await page.getByText('该代码已被使用，换一个').waitFor();
    await expectSoon(
      () => page.getByRole('textbox', { name: '代码', exact: true }).getAttribute('aria-invalid'),
      'true',
    );
  });

  test('a file with another header', async () => {
    const { page, excuse } = await product().visitAsAdmin('/app/admin/credits/grants', inChinese);
    excuse(/422/);
    await page.evaluate(() => localStorage.setItem('meterstone.locale', 'zh-CN'));
    await page.reload();
    await page.locator('textarea').first().fill('account,credits\r\na,1');
    await page.getByRole('button', { name: '预览' }).click();
    const told = page.getByRole('alert');
    await told.getByText('首行必须是 accountId,amount,reason,expiresAt').waitFor();
    expect(await told.innerText()).not.toMatch(/must be/);
  });

  test('digits of a Chinese input method are digits', async () => {
    const { account } = await product().register({ name: 'Ida' });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${account.id}`);
    await page.getByRole('button', { name: 'Override: Tokens' }).click();
    const amount = page.getByRole('dialog').getByLabel('How many');
    await amount.fill('２５０００００');
    await amount.blur();
    await expectSoon(() => amount.inputValue(), '2,500,000');
  });
});
