import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Locator } from 'playwright-core';
import { makePackage } from '../harness/packages.ts';
import { makePro } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

const url = 'mailto:help@example.com';

const helpIn = (place: Locator, name = 'Contact support') => place.getByRole('link', { name, exact: true });

describeWithChromium('where help is found is told', () => {
  const product = useProduct(() => Promise.resolve({ SUPPORT_URL: url }));

  test('of a quota that no plan on offer raises, in the place of plans that do not help', async () => {
    const person = await product().register();
    await product().record(person.account.id, 'articles', 100);
    const { page } = await product().visitAs(person, '/app/records');
    const banner = page.getByRole('region', { name: 'Warning' });
    expect(await helpIn(banner).getAttribute('href')).toBe(url);
    expect(await banner.getByRole('link').allInnerTexts()).toEqual(['Contact support']);
    await page.goto('/app/why/articles');
    const wayOn = page.getByRole('dialog').getByRole('region', { name: 'What you can do now' });
    await wayOn.getByText(/^Articles: used up until 00:00 .* New uses are refused\.$/).waitFor();
    expect(await helpIn(wayOn).getAttribute('href')).toBe(url);

    await makePro(product(), { code: 'pro_raises' });
    await page.reload();
    await wayOn.getByRole('link', { name: 'See plans' }).waitFor();
    await page.goto('/app/records');
    await banner.getByRole('link', { name: 'See plans' }).waitFor();
    expect(await helpIn(banner).count()).toBe(0);
  });

  test('on the landing page, which names no other place', async () => {
    const { page } = await product().visit('/en/');
    const link = page.getByRole('link', { name: 'help@example.com', exact: true });
    expect(await link.getAttribute('href')).toBe(url);
    expect(await page.getByText('inkstone.example').count()).toBe(0);
  });

  test('of a plan that costs nothing, where one is told to ask the team', async () => {
    const person = await product().register({ locale: 'zh-CN' });
    await makePro(product(), { code: 'gratis', name: { en: 'Gratis', 'zh-CN': '公益版' }, prices: [] });
    const { page } = await product().visitAs(person, '/app/plans?plan=gratis', { locale: 'zh-CN' });
    const said = page.getByText(/由他们为你切换。.*联系客服/);
    await said.waitFor();
    // No space behind a Chinese full stop.
    expect(await said.innerText()).toContain('保持不变。联系客服');
    expect(await helpIn(said, '联系客服').getAttribute('href')).toBe(url);
  });

  test('of a payment that failed, an error, a page one may not see, and an account that is closed', async () => {
    const person = await product().register();
    const { code } = await makePackage(product(), 'Handful');
    const { page, excuse } = await product().visitAs(person, `/app/checkout?package=${code}`);
    excuse(/502|500/);
    await page.route('**/api/payments', (route) =>
      route.fulfill({
        status: 502,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 502, code: 'payment_failed', title: 'Payment failed' }),
      }),
    );
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    const refusal = page.getByRole('alert').filter({ hasText: 'refused this payment' });
    expect(await helpIn(refusal).getAttribute('href')).toBe(url);

    await page.route('**/api/usage/records?**', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 500, code: 'internal', title: 'Internal' }),
      }),
    );
    await page.goto('/app/records');
    await helpIn(page.getByRole('alert')).waitFor();
    await page.goto('/app/admin/plans');
    await page.getByText(/Ask an admin for the right.*Contact support/).waitFor();
    const signIn = await product().visit('/app/sign-in');
    const forgotten = signIn.page.getByText(/Forgot your password\?.*Contact support/);
    expect(await helpIn(forgotten).getAttribute('href')).toBe(url);
    const closed = await product().visit('/app/closed');
    await helpIn(closed.page.getByRole('main')).waitFor();
  });
});

describeWithChromium('where nobody has said where help is found', () => {
  const product = useProduct();

  test('the words are what they are, and lead nowhere', async () => {
    const person = await product().register();
    await product().record(person.account.id, 'articles', 100);
    const { page } = await product().visitAs(person, '/app/packages');
    await page.getByText('Ask the team that runs this service for credits.', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Warning' }).getByText('New uses are refused.').waitFor();
    expect(await helpIn(page.locator('body')).count()).toBe(0);
    const signIn = await product().visit('/app/sign-in', { locale: 'zh-CN' });
    await signIn.page
      .getByText('忘记密码？这里无法通过邮件重置，请联系本服务的运营团队。', { exact: true })
      .waitFor();
  });
});
