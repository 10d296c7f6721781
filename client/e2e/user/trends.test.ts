import { test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { zoneAtNoon } from '@meterstone/server/harness/clock/noon';
import type { Page } from 'playwright-core';
import { givePlan, recordMany } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';

const dayMs = 24 * 3_600_000;
const timeZone = zoneAtNoon();

/** `Nov 18`, as the page writes days. */
function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone });
}

/** The cells of those rows of the table below the chart where something was used, as they are at one moment. */
async function usedRows(page: Page): Promise<string[][]> {
  const rows = await page
    .getByRole('figure')
    .locator('tbody tr')
    .evaluateAll((found) =>
      found.map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent)),
    );
  return rows.filter(([, ...amounts]) => amounts.some((amount) => amount !== '0'));
}

describeWithChromium('trends', () => {
  const product = useProduct();

  test('follow what is used while they are open', async () => {
    const person = await product().register({ timeZone });
    await product().record(person.account.id, 'articles', 20);
    const { page } = await product().visitAs(person, '/app/trends?feature=articles&by=day&span=7');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText(/^20 used in the last 7 days/).waitFor();
    await product().record(person.account.id, 'articles', 5);
    await page.getByText(/^25 used in the last 7 days/).waitFor();
    // A quarter of the quota: enough for its line not to press the bars flat.
    await page.getByText('Show as a table').click();
    await page.getByRole('columnheader', { name: 'Quota now' }).waitFor();
  });

  test('tell of what use was, by a key of its metadata, and how often each feature was used', async () => {
    const person = await product().register({ timeZone });
    const use = (featureCode: string, amount: number, metadata?: Record<string, string>) =>
      recordMany(product(), person.account.id, [{ featureCode, amount, ...(metadata && { metadata }) }]);
    await use('articles', 3, { model: 'small', project: 'a' });
    await use('articles', 9, { model: 'large' });
    await use('tokens', 40);
    const { page } = await product().visitAs(person, '/app/trends?feature=articles&by=day&span=7');
    await page.getByText('Live', { exact: true }).waitFor();
    const parts = page.getByRole('region', { name: 'Broken down by' });
    const said = async () => {
      const lines = await parts.getByRole('listitem').allInnerTexts();
      return lines.map((line) => line.replaceAll(/\s+/g, ' ').trim());
    };
    await expectSoon(said, ['large 1 use 9', 'small 1 use 3']);
    await parts.getByRole('combobox', { name: 'Break down by' }).selectOption('project');
    await expectSoon(said, ['a 1 use 3', 'Without project 1 use 9']);
    await use('articles', 5, { project: 'b' });
    await expectSoon(said, ['b 1 use 5', 'a 1 use 3', 'Without project 1 use 9']);

    await page.getByRole('combobox', { name: 'Feature' }).selectOption({ label: 'All features' });
    await page.getByRole('figure', { name: 'How often each feature was used in the last 7 days' }).waitFor();
    await expectSoon(() => usedRows(page), [[dayOf(Date.now()), '3', '1']]);
    await use('tokens', 40);
    await expectSoon(() => usedRows(page), [[dayOf(Date.now()), '3', '2']]);
  });

  test('say keys that many applications send along in the reader’s language, and others as they came', async () => {
    const person = await product().register({ timeZone, locale: 'zh-CN' });
    const events = [{ project: 'a', shelf: '3' }, undefined].map((metadata) => ({
      featureCode: 'articles',
      amount: 1,
      ...(metadata && { metadata }),
    }));
    await recordMany(product(), person.account.id, events);
    const { page } = await product().visitAs(person, '/app/trends?feature=articles&by=day&span=7', {
      locale: 'zh-CN',
    });
    const keys = page.getByRole('combobox', { name: '分类依据' });
    await expectSoon(() => keys.getByRole('option').allInnerTexts(), ['项目', 'shelf']);
    await page.getByText('未标注“项目”').waitFor();
    await keys.selectOption('shelf');
    await page.getByText('未标注“shelf”').waitFor();
  });

  test('show the exact numbers by day, hour and month, and against the span before', async () => {
    const now = Date.now();
    const person = await product().register({ timeZone });
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
    await page.getByText('Show as a table').click();
    await page.getByRole('figure').getByRole('table').waitFor();
    await expectSoon(
      () => usedRows(page),
      [
        [dayOf(now - 3 * dayMs), '345'],
        [dayOf(now), '1,200'],
      ],
    );

    await page.getByRole('switch', { name: 'Compare with previous' }).click();
    await page.waitForURL('**&compare=true');
    await page.getByText('That is 72% more than in the 7 days before (900).').waitFor();
    // Eight days ago stands beside the day before today's yesterday: one span earlier.
    await expectSoon(
      () => usedRows(page),
      [
        [dayOf(now - 3 * dayMs), '345', '0'],
        [dayOf(now - dayMs), '0', '900'],
        [dayOf(now), '1,200', '0'],
      ],
    );

    await page.getByRole('radiogroup', { name: 'By hour, day or month' }).getByText('Hour').click();
    await page.waitForURL('**by=hour**');
    await page.getByRole('figure', { name: 'Articles used in the last 24 hours' }).waitFor();
    await expectSoon(async () => (await usedRows(page)).map(([, amount]) => amount), ['1,200']);

    await page.getByRole('radiogroup', { name: 'By hour, day or month' }).getByText('Month').click();
    await page.getByRole('figure', { name: 'Articles used in the last 12 months' }).waitFor();
    await expectSoon(async () => {
      const monthly = await usedRows(page);
      return monthly.reduce((total, [, amount = '']) => total + Number(amount.replace(',', '')), 0);
    }, 2_445);

    await page.reload();
    await page.getByRole('figure', { name: 'Articles used in the last 12 months' }).waitFor();
  });

  test('say what an empty history will show, and whether a quota lasts', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/trends');
    await page.getByRole('heading', { name: 'No use of Articles yet' }).waitFor();
    await page.getByText('Bars appear here with the first.').waitFor();
    await page.getByText('Nothing is used of this period’s quota.').waitFor();

    await product().record(person.account.id, 'articles', 100);
    // The sentence follows the quota live; it needs no reload.
    await page.getByText('The quota is used up. It resets at').waitFor();
    await page.reload();
    await page.getByRole('figure', { name: 'Articles used in the last 30 days' }).waitFor();
  });
});
