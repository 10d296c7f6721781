import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { asAdmin, asApplication, givePlan } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium('credits', () => {
  const product = useProduct();

  test('are shown with lots and lines, and move while an API key spends', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 1_200, reason: 'Welcome' });
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText('1,200 credits to spend').waitFor();
    await page.getByRole('row', { name: /Given by the team 1,200 Never/ }).waitFor();
    await page.getByRole('row', { name: /Received \+1,200 1,200/ }).waitFor();
    await page.locator('[data-connection=live]').first().waitFor();

    await asApplication(product(), 'POST', '/credits/use', { accountId, amount: 50, referenceId: 'job-7' });
    await page.getByText('1,150 credits to spend').waitFor();
    const line = page.getByRole('row', { name: /Spent −50 1,150/ });
    await line.getByRole('button').click();
    await page.getByText('Reference: job-7').waitFor();
  });

  test('pay beyond a quota once the owner agrees, up to a limit', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    await givePlan(product(), accountId, [
      {
        code: 'articles',
        quota: 10,
        resetPeriod: 'monthly',
        overage: 'credits',
        overageRate: { credits: 2, per: 10 },
      },
    ]);
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 50, reason: 'Welcome' });
    const record = (amount: number) =>
      asApplication(product(), 'POST', '/usage/record', { accountId, featureCode: 'articles', amount });

    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText('2 credits for each 10, each use rounded up to a whole credit.').waitFor();
    await page.getByText('Nothing paid in this period.').waitFor();
    await expect(record(21)).rejects.toThrow('quota_exceeded');

    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).click();
    const cap = page.getByLabel('Most credits a period: Articles');
    await cap.fill('some');
    await page.getByText('Give a whole number').waitFor();
    await cap.fill('3');
    await page.getByRole('button', { name: 'Save limit' }).click();
    await page.getByText('Limit saved').waitFor();
    await page.locator('[data-connection=live]').first().waitFor();

    await record(21);
    await page.getByText('In this period 3 credits paid or held, for 11 beyond the quota.').waitFor();
    await page.getByText('47 credits to spend').waitFor();
    await expect(record(1)).rejects.toThrow('quota_exceeded');

    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('11 paid by credits').waitFor();
  });

  test('are shown as the way out where a quota is used up, and where more of them come from', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const quota = { quota: 10, resetPeriod: 'monthly' } as const;
    await givePlan(product(), accountId, [
      { code: 'articles', ...quota, overage: 'credits', overageRate: { credits: 2, per: 10 } },
      { code: 'tokens', ...quota },
    ]);
    await product().record(accountId, 'tokens', 10);
    const { page } = await product().visitAs(person, '/app/');
    const banner = page.getByRole('region', { name: 'Warning' });
    await banner.getByText('Tokens: used up for the month').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await banner.getByRole('link').allInnerTexts()).toEqual(['See plans']);

    await product().record(accountId, 'articles', 10);
    await page.goto('/app/');
    await banner.getByText('Articles: used up for the month').waitFor();
    await banner.getByRole('link', { name: 'Let credits pay' }).click();
    await page.waitForURL('**/app/credits');
    await page.getByRole('link', { name: 'packages of credits' }).waitFor();
    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).click();
    await page.getByText('There are no credits to pay with now').waitFor();
    await page.getByRole('link', { name: 'Some plans include credits' }).click();
    await page.waitForURL('**/app/plans');
  });
});
