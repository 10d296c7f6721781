import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { signIn } from '@meterstone/server/harness/identity/people';
import type { Page } from 'playwright-core';
import { useProduct } from '../harness/product.ts';

const texts = {
  en: {
    open: 'Close account',
    goOn: 'Go on',
    password: 'Current password',
    email: /^Type /,
    submit: 'Close account for good',
    done: 'Your account is closed',
    credits: '1,200 credits; they are lost',
  },
  'zh-CN': {
    open: '注销账户',
    goOn: '继续',
    password: '当前密码',
    email: /^请输入 /,
    submit: '永久注销账户',
    done: '你的账户已注销',
    credits: '1,200 积分，将全部失效',
  },
} as const;

describeWithChromium('closing one’s account', () => {
  const product = useProduct();

  async function grant(accountId: string, amount: number): Promise<void> {
    await product().server.ctx.pool.query(
      `select public.grant_credits($1, $2, 'admin', gen_random_uuid()::text)`,
      [accountId, amount],
    );
  }

  const goOn = async (page: Page, locale: keyof typeof texts) => {
    const text = texts[locale];
    await page.getByRole('button', { name: text.open, exact: true }).click();
    await page.getByRole('dialog').getByText(text.credits).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: text.goOn, exact: true }).click();
    return page.getByRole('dialog');
  };

  test.each(['en', 'zh-CN'] as const)(
    'asks twice with the figures, refuses what is wrong, and says that it is done (%s)',
    async (locale) => {
      const text = texts[locale];
      const person = await product().register({ locale });
      await grant(person.account.id, 1_200);
      const { page, excuse } = await product().visitAs(person, '/app/profile', { locale });
      excuse(/422|401|409/);
      const dialog = await goOn(page, locale);
      const refusal = (label: string | RegExp) =>
        dialog
          .locator('.ant-form-item')
          .filter({ has: page.getByLabel(label) })
          .locator('.ant-form-item-explain-error');
      await dialog.getByLabel(text.password).waitFor();
      expect(await dialog.locator('.ant-form-item-explain-error').count()).toBe(0);
      await dialog.getByLabel(text.password).fill('Wrong-horse-1');
      await dialog.getByLabel(text.email).fill(person.user.email);
      await dialog.getByRole('button', { name: text.submit }).click();
      await refusal(text.password).waitFor();
      await dialog.getByLabel(text.password).fill(person.password);
      await dialog.getByLabel(text.email).fill('somebody.else@example.com');
      await dialog.getByRole('button', { name: text.submit }).click();
      await refusal(text.email).waitFor();
      await dialog.getByLabel(text.email).fill(person.user.email);
      await dialog.getByRole('button', { name: text.submit }).click();
      await page.getByRole('heading', { name: text.done, level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/app/closed');
      await page.reload();
      await page.getByRole('heading', { name: text.done, level: 1 }).waitFor();
    },
  );

  test('whose answer is lost says that the account is closed all the same', async () => {
    const person = await product().register();
    await grant(person.account.id, 1_200);
    const { page, excuse } = await product().visitAs(person, '/app/profile');
    excuse(/401|409|ERR_FAILED|ERR_ABORTED/);
    await page.route('**/api/auth/closing', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      return route.abort();
    });
    const dialog = await goOn(page, 'en');
    await dialog.getByLabel('Current password').fill(person.password);
    await dialog.getByLabel(/^Type /).fill(person.user.email);
    await dialog.getByRole('button', { name: 'Close account for good' }).click();
    // Its socket was cut off: it asks what is the matter, or the person tries again.
    await Promise.race([
      page.waitForURL('**/app/closed'),
      dialog
        .getByRole('button', { name: 'Close account for good' })
        .click()
        .then(() => page.waitForURL('**/app/closed')),
    ]);
    await page.getByRole('heading', { name: 'Your account is closed', level: 1 }).waitFor();
  });

  test('leads the other tabs out, and signing in says why', async () => {
    const person = await product().register();
    const elsewhere = await product().visitAs(
      await signIn(product().server, person.user.email, person.password),
      '/app/trends',
    );
    elsewhere.excuse(/401|409/);
    await elsewhere.page.getByText('Live', { exact: true }).waitFor();
    await fetch(`${product().server.url}/api/auth/closing`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: person.user.email, password: person.password }),
    });
    await elsewhere.page.getByRole('heading', { name: 'Your account is closed', level: 1 }).waitFor();
    const { page, excuse } = await product().visit('/app/sign-in');
    excuse(/409/);
    await page.getByLabel('E-mail').fill(person.user.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This account is closed.').waitFor();
  });

  test('keeps the last administrator, and shows to them who left as a number', async () => {
    const { page } = await product().visitAsAdmin('/app/profile');
    await page.getByRole('button', { name: 'Close account', exact: true }).click();
    await page.getByText('You are the only administrator, so you can’t leave.').waitFor();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).isDisabled()).toBe(true);
    const admin = await product().visitAsAdmin('/app/admin/accounts?state=closed');
    const row = admin.page
      .getByRole('row')
      .filter({ hasText: /#[0-9a-f]{6}/ })
      .first();
    await row.getByText('Closed', { exact: true }).waitFor();
    await row.getByRole('link').click();
    await admin.page.getByRole('heading', { name: /^#/, level: 1 }).waitFor();
    expect(await admin.page.getByRole('button', { name: 'Change plan' }).count()).toBe(0);
    await admin.page.getByRole('tab', { name: 'History' }).click();
    await admin.page.getByText('The owner closed their account').first().waitFor();
  });
});
