import { beforeAll, expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Person } from '@meterstone/server/harness/identity/people';
import type { Page } from 'playwright-core';
import { asAdmin } from '../../harness/api.ts';
import { payAtSandbox, startPayment } from '../../harness/orders.ts';
import { makePro } from '../../harness/plans.ts';
import { useProduct } from '../../harness/product.ts';

describeWithChromium('a quota that the team has set for an account', () => {
  const product = useProduct();
  let pro: Awaited<ReturnType<typeof makePro>>;
  beforeAll(async () => {
    pro = await makePro(product());
  });

  const register = async (expiresAt?: string): Promise<Person> => {
    const person = await product().register();
    await asAdmin(product(), 'PUT', `/admin/accounts/${person.account.id}/overrides/articles`, {
      quota: 12,
      reason: 'Between admins',
      expiresAt,
    });
    return person;
  };
  const differenceOn = async (page: Page): Promise<string> => {
    const title = page.getByText('Compared with your plan');
    await title.first().waitFor();
    return (await title.locator('..').allInnerTexts()).join('\n');
  };

  test('says until when it holds, and no plan promises in its place what it prevents', async () => {
    const person = await register('2031-03-09T11:30:00Z');
    const { page } = await product().visitAs(person, '/app/');
    const row = page
      .getByRole('list', { name: 'Quotas' })
      .getByRole('listitem')
      .filter({ hasText: 'Articles' });
    await row.getByText('12 left of 12').waitFor();
    await row.getByText(/^your own quota until Mar 9, 2031\D+\d\d:30 \(.+\)$/).waitFor();
    expect(await page.getByText('Between admins').count()).toBe(0);

    await page.goto('/app/plans');
    expect(await differenceOn(page)).not.toContain('Articles');
    expect(await differenceOn(page)).toContain('No longer included: Tokens');
    await page.goto('/app/checkout?plan=pro&interval=month&currency=USD');
    await page.getByText('Articles: 12 a day until Mar 9, 2031. Pro gives 1,000 a day.').waitFor();
    expect(await page.getByText('+900').count()).toBe(0);

    const month = pro.prices.find(({ interval }) => interval === 'month');
    const started = await startPayment(product(), person, month?.id ?? '');
    await payAtSandbox(started.checkout_url);
    await page.goto(`/app/checkout/result?request_id=${started.request_id}`);
    const given = page.getByRole('listitem').filter({ hasText: 'Articles' });
    await given.getByText('12 a day').waitFor();
    await given.getByText('your own quota until Mar 9, 2031, then 1,000 a day').waitFor();
  });

  test('says so where it has no end', async () => {
    const { page } = await product().visitAs(await register(), '/app/');
    await page.getByText('your own quota', { exact: true }).waitFor();
  });
});
