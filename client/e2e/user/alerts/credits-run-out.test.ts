import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Person } from '@meterstone/server/harness/identity/people';
import { asAdmin, asApplication, givePlan } from '../../harness/api.ts';
import { makePackage } from '../../harness/packages.ts';
import { useProduct } from '../../harness/product.ts';

describeWithChromium('credits that run out beyond a quota that is used up already', () => {
  const product = useProduct();
  const consent = (accountId: string, capPerPeriod: number | null) =>
    asAdmin(product(), 'PUT', '/usage/elastic/articles', { accountId, enabled: true, capPerPeriod });
  const grant = (accountId: string, amount: number) =>
    asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount, reason: 'Welcome' });

  /** Somebody whose credits have paid for one article beyond ten, and who has read that. */
  async function payer(credits: number): Promise<Person> {
    const person = await product().register();
    const { id } = person.account;
    const overageRate = { credits: 2, per: 1 };
    await givePlan(product(), id, [
      { code: 'articles', quota: 10, resetPeriod: 'monthly', overage: 'credits', overageRate },
    ]);
    await grant(id, credits);
    await consent(id, null);
    await product().record(id, 'articles', 10);
    await product().record(id, 'articles', 1);
    await asAdmin(product(), 'PUT', `/usage/alerts/read-all?accountId=${id}`);
    return person;
  }

  test('are told by a toast when they do, then by the banner and the details, with why and the way on', async () => {
    await makePackage(product(), 'Hundred');
    const person = await payer(4);
    const { id } = person.account;
    const { page } = await product().visitAs(person, '/app/records');
    await page.locator('[data-connection=live]').first().waitFor();
    await page.waitForLoadState('networkidle');
    const banner = page.getByRole('region', { name: 'Warning' });
    const toast = page.locator('.ant-notification-notice').filter({ hasText: 'Articles: used up' });
    expect(await banner.count()).toBe(0);

    // By a use of theirs.
    await product().record(id, 'articles', 1);
    const told = /^Articles: used up until .* New uses are refused\. Not enough credits are left\.$/;
    await toast.getByText(told).waitFor();
    await toast.getByRole('button', { name: 'Buy credits' }).waitFor();
    expect(await banner.count()).toBe(0);

    await page.getByRole('link', { name: 'Trends' }).click();
    await banner.getByText(told).waitFor();
    await toast.waitFor({ state: 'detached' });
    await banner.getByRole('link', { name: 'Buy credits' }).waitFor();
    await page.goto('/app/why/articles');
    const further = page.getByRole('region', { name: 'What you can do now' });
    await further.getByText(told).waitFor();
    await further.getByRole('link', { name: 'Buy credits' }).waitFor();

    // Once it is read it is gone, until it happens again: by other work, this time.
    await page.goto('/app/records');
    await banner.getByText(told).waitFor();
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await banner.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[data-connection=live]').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await banner.count()).toBe(0);
    await grant(id, 2);
    await page.waitForFunction(
      (name) => localStorage.getItem(name) === null,
      `meterstone.run-out.${id}.articles`,
    );
    await asApplication(product(), 'POST', '/credits/use', { accountId: id, amount: 1, referenceId: 'job' });
    await toast.getByText(told).waitFor();
    await toast.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Trends' }).click();
    await page.waitForLoadState('networkidle');
    expect(await banner.count()).toBe(0);
  });

  test('are told also where their owner comes later, and gone once they pay again', async () => {
    const person = await payer(3);
    const { id } = person.account;
    const { page } = await product().visitAs(person, '/app/records');
    const banner = page.getByRole('region', { name: 'Warning' });
    await banner.getByText(/Not enough credits are left\.$/).waitFor();
    await page.locator('[data-connection=live]').first().waitFor();
    await grant(id, 50);
    await banner.waitFor({ state: 'detached' });
    // Four have been paid for with eight: a limit that the next one would pass.
    await product().record(id, 'articles', 3);
    await consent(id, 8);
    await page.goto('/app/why/articles');
    const further = page.getByRole('region', { name: 'What you can do now' });
    await further.getByText(/refused\. Your limit of 8 credits for this period is reached\.$/).waitFor();
    await further.getByRole('link', { name: 'Raise your limit' }).waitFor();
  });

  test('are not said to be missing where nobody could tell how many there are', async () => {
    const person = await payer(100);
    const visit = await product().visitAs(person, '/app/favicon.svg');
    const { page } = visit;
    visit.excuse(/Failed to load resource/);
    await page.route('**/api/credits/balance*', (route) => route.fulfill({ status: 429, body: '' }));
    const answered = page.waitForResponse('**/api/credits/balance*');
    await page.goto('/app/records');
    await answered;
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('region', { name: 'Warning' }).count()).toBe(0);
    await page.goto('/app/why/articles');
    await page.getByRole('region', { name: 'What you can do now' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('Not enough credits are left').count()).toBe(0);
  });
});
