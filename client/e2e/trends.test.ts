import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { givePlan, recordMany } from './harness/api.ts';
import { useProduct } from './harness/product.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `Nov 18`, as the page writes days. */
function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
}

/** The cells of those rows of the table below the chart where something was used. */
async function usedRows(page: Page): Promise<string[][]> {
  const table = page.getByRole('figure').getByRole('table');
  if (!(await table.isVisible())) await page.getByText('The same as a table').click();
  await table.waitFor();
  const rows = await table.getByRole('row').all();
  const texts = await Promise.all(rows.slice(1).map((row) => row.locator('th, td').allInnerTexts()));
  return texts.filter(([, ...amounts]) => amounts.some((amount) => amount !== '0'));
}

describeWithChromium('trends', () => {
  const product = useProduct();

  test('show the exact numbers by day, hour and month, and against the span before', async () => {
    const now = Date.now();
    const person = await product().register({ timeZone: 'UTC' });
    await givePlan(product(), person.account.id, [{ code: 'articles', quota: 10_000, resetPeriod: 'daily' }]);
    const events = [
      { amount: 1_200, at: now },
      { amount: 300, at: now - 3 * dayMs },
      { amount: 45, at: now - 3 * dayMs },
      { amount: 900, at: now - 8 * dayMs },
    ];
    await recordMany(
      product(),
      person.account.id,
      events.map(({ amount, at }) => ({
        featureCode: 'articles',
        amount,
        occurredAt: new Date(at).toISOString(),
      })),
    );
    const { page } = await product().visitAs(person, '/app/trends?feature=articles&by=day&span=7');
    await page.getByRole('figure', { name: 'Articles used in the last 7 days' }).waitFor();
    await page.getByText(`1,545 used in the last 7 days, most on ${dayOf(now)} (1,200).`).waitFor();
    expect(await usedRows(page)).toEqual([
      [dayOf(now - 3 * dayMs), '345'],
      [dayOf(now), '1,200'],
    ]);

    await page.getByRole('switch', { name: 'Compare with before' }).click();
    await page.waitForURL('**&compare=true');
    await page.getByText('That is 72 % more than in the 7 days before (900).').waitFor();
    // Eight days ago stands beside the day before today's yesterday: one span earlier.
    expect(await usedRows(page)).toEqual([
      [dayOf(now - 3 * dayMs), '345', '0'],
      [dayOf(now - dayMs), '0', '900'],
      [dayOf(now), '1,200', '0'],
    ]);

    await page.getByRole('radiogroup', { name: 'By hour, day or month' }).getByText('Hour').click();
    await page.waitForURL('**by=hour**');
    await page.getByRole('figure', { name: 'Articles used in the last 24 hours' }).waitFor();
    expect((await usedRows(page)).map(([, amount]) => amount)).toEqual(['1,200']);

    await page.getByRole('radiogroup', { name: 'By hour, day or month' }).getByText('Month').click();
    await page.getByRole('figure', { name: 'Articles used in the last 12 months' }).waitFor();
    const monthly = await usedRows(page);
    const sum = monthly.reduce((total, [, amount = '']) => total + Number(amount.replace(',', '')), 0);
    expect(sum).toBe(2_445);

    await page.reload();
    await page.getByRole('figure', { name: 'Articles used in the last 12 months' }).waitFor();
  });

  test('say what an empty history will show, and whether a quota lasts', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/trends');
    await page.getByRole('heading', { name: 'Nothing used of Articles' }).waitFor();
    await page.getByText('Bars appear here with the first.').waitFor();
    await page.getByText("Nothing is used of this period's quota.").waitFor();

    await product().record(person.account.id, 'articles', 100);
    // The sentence follows the quota live; it needs no reload.
    await page.getByText('The quota is used up. It resets at').waitFor({ timeout: 5_000 });
    await page.reload();
    await page.getByRole('figure', { name: 'Articles used in the last 30 days' }).waitFor();
  });
});
