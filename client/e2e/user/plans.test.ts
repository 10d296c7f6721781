import { test } from '@jest/globals';
import { createPlan } from '@meterstone/server/harness/catalog';
import { expectSoon } from '@meterstone/server/harness/expect-soon';
import { describeWithChromium } from '@meterstone/server/harness/use-chromium';
import { useProduct } from '../harness/product.ts';

describeWithChromium('choosing a plan', () => {
  const product = useProduct();

  test('leads a visitor by way of the registration to what comes of the choice', async () => {
    await createPlan(product().server, product().adminToken, {
      code: 'pro',
      name: { en: 'Pro', 'zh-CN': '专业版' },
      prices: [
        { interval: 'month', amountMinor: 2_900, currency: 'USD' },
        { interval: 'year', amountMinor: 29_000, currency: 'USD' },
      ],
      features: [{ code: 'articles', quota: 1_000, resetPeriod: 'daily' }],
    });
    const { page } = await product().visit('/app/choose?plan=pro&interval=year&currency=USD');
    await page.waitForURL('**/app/register?next=**');
    await page.getByText('You chose Pro. Create your account first.').waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada.chooses@example.com');
    await page.getByLabel('Password').fill('Analytical-engine-1');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.waitForURL('**/app/plans?plan=pro&interval=year&currency=USD');
    const said = page.getByRole('status').filter({ hasText: 'You chose Pro' });
    await said.getByText(/an admin can move you to Pro/).waitFor();
    await said.getByText(/ada\.chooses@example\.com/).waitFor();
    const pro = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Pro', exact: true }) });
    // The interval that was chosen stands first.
    await expectSoon(() => pro.getByText(/^\$/).allInnerTexts(), ['$290.00 a year', '$29.00 a month']);
    await said.getByRole('link', { name: 'See my usage' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByText('Starter').waitFor();
  });

  test('tells who is signed in at once, and of the plan they have that it is theirs', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/choose?plan=pro');
    await page.getByText('You chose Pro').waitFor();
    await page.goto('/app/choose?plan=starter');
    await page.getByText('This is the plan you have. There is nothing more to do.').waitFor();
    await page.getByRole('button', { name: 'Choose Pro' }).click();
    await page.getByText('You chose Pro').waitFor();
    await page.waitForURL('**/app/plans?plan=pro');
  });

  test('of a plan that is gone shows those that are there', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/choose?plan=bygone');
    await page.getByText('The plan you chose is no longer offered. These are:').waitFor();
    await page.getByRole('heading', { name: 'Starter' }).waitFor();
  });
});
