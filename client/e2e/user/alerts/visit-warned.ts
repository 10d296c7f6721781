import type { Locator, Page } from 'playwright-core';
import type { Product } from '../../harness/product.ts';

/** The records of somebody new who is warned above the page: 96 of 100 articles are used. */
export async function visitWarned(
  product: Product,
): Promise<{ accountId: string; page: Page; banner: Locator }> {
  const person = await product.register();
  const accountId = person.account.id;
  await product.record(accountId, 'articles', 96);
  const { page } = await product.visitAs(person, '/app/records');
  const banner = page.getByRole('region', { name: 'Warning' });
  await banner.getByText(/^Articles: 96% used, 4 left until/).waitFor();
  await page.locator('[data-connection=live]').first().waitFor();
  return { accountId, page, banner };
}
