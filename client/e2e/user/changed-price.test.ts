import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { asAdmin } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { makePro } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium('a price that changes while somebody is about to pay', () => {
  const product = useProduct();

  test('is said beside the button, from what to what', async () => {
    const { id } = await makePro(product(), { code: 'dearer' });
    const { page } = await product().visitAs(await product().register(), '/app/checkout?plan=dearer');
    await page.getByRole('button', { name: 'Pay $29.00' }).waitFor();
    await page.locator('[data-connection=live]').first().waitFor();
    expect(await page.getByText('The price has just changed').count()).toBe(0);
    await updatePlan(product().server, product().adminToken, id, {
      prices: [{ interval: 'month', amountMinor: 3_900, currency: 'USD' }],
    });
    await page.getByRole('button', { name: 'Pay $39.00' }).waitFor();
    await page.getByText('The price has just changed: it was $29.00, and is $39.00 now.').waitFor();
  });

  test('is shown where a page that has not heard of it asks for the older one', async () => {
    const { id } = await makePro(product(), { code: 'unheard_plan' });
    const visit = await product().visitAs(await product().register(), '/app/');
    const { page } = visit;
    await page.routeWebSocket(/socket\.io/, () => undefined);
    await page.goto('/app/checkout?plan=unheard_plan');
    await page.getByRole('button', { name: 'Pay $29.00' }).waitFor();
    await updatePlan(product().server, product().adminToken, id, {
      prices: [{ interval: 'month', amountMinor: 3_900, currency: 'USD' }],
    });
    visit.excuse(/404/);
    await page.getByRole('button', { name: 'Pay $29.00' }).click();
    await page.getByText('The price has just changed: it was $29.00, and is $39.00 now.').waitFor();
    await page.getByRole('button', { name: 'Pay $39.00' }).waitFor();
  });

  test('is never charged unseen by a page that has not heard of it', async () => {
    const made = await makePackage(product(), 'Unheard');
    const visit = await product().visitAs(await product().register(), '/app/');
    const { page } = visit;
    await page.routeWebSocket(/socket\.io/, () => undefined);
    await page.goto(`/app/checkout?package=${made.code}`);
    await page.getByRole('button', { name: 'Pay $9.90' }).waitFor();
    const { name, description, credits, dailyCredits, validityDays } = made;
    await asAdmin(
      product(),
      'PUT',
      `/admin/products/packages/${made.id}`,
      {
        name,
        description,
        credits,
        dailyCredits,
        validityDays,
        prices: [{ amountMinor: 1_990, currency: 'USD' }],
      },
      made.version,
    );
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await page.getByText('The price has just changed: it was $9.90, and is $19.90 now.').waitFor();
    await page.getByRole('button', { name: 'Pay $19.90' }).waitFor();
    visit.excuse(/409/);
  });
});
