import { test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/use-chromium';
import { asAdmin, asApplication } from '../harness/api.ts';
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
});
