import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Locator, Page } from 'playwright-core';
import { asAdmin } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';

/** The figure of this name: a term with its number. */
function figure(page: Page, name: string): Locator {
  return page.locator('dl > div').filter({ has: page.getByRole('term').filter({ hasText: name }) });
}

describeWithChromium("the admin's overview", () => {
  const product = useProduct();

  test('leads from a fresh install to the first use, and then shows uses as they come', async () => {
    const { page } = await product().visitAsAdmin('/app/admin');
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    expect(await page.title()).toBe('Overview · Meterstone');
    await figure(page, 'Active plans').getByText('1', { exact: true }).waitFor();

    const person = await product().register({ name: 'Hedy Lamarr' });
    await product().record(person.account.id, 'articles', 85);
    // Figures follow within seconds, and alerts at once.
    await Promise.all([
      figure(page, 'Open alerts, 24 hours').getByText('1', { exact: true }).first().waitFor(),
      // Which is the last one of a minute only: so not after what takes its time.
      figure(page, 'Uses in the last minute').getByText('1', { exact: true }).waitFor(),
    ]);
    await page.getByRole('heading', { name: 'Uses per minute, last hour' }).waitFor();
    await page
      .getByRole('region', { name: 'Accounts with most uses' })
      .getByRole('link', { name: 'Hedy Lamarr' })
      .waitFor();
    await page
      .getByRole('region', { name: 'Features with most uses' })
      .getByText('85 articles used')
      .waitFor();

    // Who needs a word is listed without being looked for; the list of accounts then says which it is.
    const nearing = page.getByRole('region', { name: 'About to run out' });
    await nearing.getByText('Articles: 85 of 100').waitFor();
    // One quota that is used up hides none of the same account's others.
    const usedUp = page.getByRole('region', { name: 'Used up' });
    expect(await usedUp.count()).toBe(0);
    await product().record(person.account.id, 'tokens', 1_000);
    await usedUp.getByText('Tokens: 1,000 of 1,000').waitFor();
    expect(await nearing.getByText('Articles: 85 of 100').count()).toBe(1);
    await nearing.getByRole('link', { name: 'See all accounts at 80% or more' }).click();
    await page.getByRole('heading', { name: 'Accounts at 80% or more', level: 1 }).waitFor();
    expect(new URL(page.url()).search).toBe('?level=80&sort=highest');
    await page.goBack();

    const latest = page.getByRole('region', { name: 'Latest alerts' });
    await latest.getByText('Articles: 85 of 100 used').waitFor();
    expect(await latest.getByText('resolved').count()).toBe(0);
    await latest.getByRole('link', { name: 'Hedy Lamarr' }).first().click();
    await page.waitForURL(`**/app/admin/accounts/${person.account.id}?tab=alerts`);
    await page.getByText('Articles: 80% reached, 85 of 100 used').waitFor();

    await asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/usage/reset`, {
      reason: 'a favour',
    });
    await page.goto('/app/admin');
    await latest.getByText('resolved').nth(1).waitFor();
    await figure(page, 'Open alerts, 24 hours').getByText('0', { exact: true }).first().waitFor();
  });
});
