import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import { parseCsv } from '@meterstone/server/harness/http/csv';
import { startProxy } from '@meterstone/server/harness/processes/proxy';
import type { Page } from 'playwright-core';
import { asApplication, givePlan, recordMany } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

const now = Date.now();

/** The day so many days before now on Shanghai's calendar, `2026-11-18`. */
function dayInShanghai(daysAgo: number): string {
  return new Date(now + (8 - 24 * daysAgo) * 3_600_000).toISOString().slice(0, 10);
}

async function download(page: Page): Promise<string[][]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  await toastOf(page, `${file.suggestedFilename()} is saved`);
  return parseCsv(await readFile(await file.path(), 'utf8'));
}

describeWithChromium('usage records', () => {
  const product = useProduct();

  /** So many uses, one a minute up to now, on a plan that lets them. */
  async function recordEachMinute(accountId: string, total: number): Promise<void> {
    await givePlan(product(), accountId, [{ code: 'tokens', quota: -1, resetPeriod: 'monthly' }]);
    await recordMany(
      product(),
      accountId,
      Array.from({ length: total }, (_, index) => ({
        featureCode: 'tokens',
        amount: 1,
        occurredAt: new Date(now - index * 60_000).toISOString(),
      })),
    );
  }

  test('that come are told and shown when asked for, also after the connection was lost', async () => {
    const person = await product().register();
    const { id } = person.account;
    await product().record(id, 'articles', 1);
    const proxy = await startProxy({ host: '127.0.0.1', port: Number(new URL(product().server.url).port) });
    try {
      const { page, excuse } = await product().visitAs(person, '/app/records', {
        baseURL: `http://127.0.0.1:${proxy.port}`,
      });
      excuse(/ERR_|WebSocket connection/);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('1 record', { exact: true }).waitFor();
      await product().record(id, 'articles', 2);
      await page.getByText('1 new record ·').waitFor();
      await page.getByText('1 record', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByText('2 records').waitFor();
      await page.getByText('1 new record ·').waitFor({ state: 'detached' });

      proxy.cut();
      await page.getByText('Not connected').waitFor();
      await product().record(id, 'articles', 3);
      await product().record(id, 'articles', 4);
      proxy.mend();
      await page.getByText('2 new records ·').waitFor();
    } finally {
      await proxy.stop();
    }
  });

  test('are filtered by feature and by days of the account, wherever the browser is', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const day = dayInShanghai(3);
    await recordMany(product(), person.account.id, [
      { featureCode: 'articles', amount: 1, occurredAt: `${dayInShanghai(4)}T23:59:59+08:00` },
      { featureCode: 'articles', amount: 2, occurredAt: `${day}T00:00:00+08:00` },
      { featureCode: 'tokens', amount: 3, occurredAt: `${day}T12:00:00+08:00` },
      { featureCode: 'articles', amount: 4, occurredAt: `${day}T23:59:59+08:00` },
      { featureCode: 'articles', amount: 5, occurredAt: `${dayInShanghai(2)}T00:00:00+08:00` },
    ]);
    const { page } = await product().visitAs(person, '/app/records', { timezoneId: 'America/New_York' });
    await page.getByText('5 records').waitFor();

    await page.getByLabel('From').fill(day);
    await page.getByLabel('To', { exact: true }).click();
    await page.getByLabel('To', { exact: true }).fill(day);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/app/records?from=${day}&to=${day}`);
    await page.getByText('3 records').waitFor();

    await page.getByRole('combobox', { name: 'Feature' }).click();
    await page.getByTitle('Articles', { exact: true }).last().click();
    await page.waitForURL(`**/app/records?from=${day}&to=${day}&feature=articles`);
    await page.getByText('2 records').waitFor();
    await expectSoon(
      () => page.locator('time').allInnerTexts(),
      [expect.stringMatching(/23:59$/), expect.stringMatching(/00:00$/)],
    );

    const [head, ...lines] = await download(page);
    const amountAt = head?.indexOf('amount') ?? -1;
    expect(lines.map((line) => line[amountAt])).toEqual(['4', '2']);

    await page.goBack();
    await page.getByText('3 records').waitFor();
    await page.goto('/app/records?feature=articles&kind=reset');
    await page.getByRole('heading', { name: 'No record matches these filters' }).waitFor();
    await page.getByRole('link', { name: 'Show all records' }).click();
    await page.getByText('5 records').waitFor();
  });

  test('tell everything about one of them in a drawer that the address holds', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const metadata = { model: 'large' };
    const { id } = await asApplication(product(), 'POST', '/usage/record', {
      accountId,
      featureCode: 'articles',
      amount: 7,
      metadata,
    });
    await asApplication(product(), 'POST', `/usage/records/${id}/void`, { accountId, reason: '=1+1' });
    const { page } = await product().visitAs(person, '/app/records');
    await page.getByText('2 records').waitFor();
    await page.getByRole('link', { name: 'Details', exact: true }).last().click();
    await page.waitForURL(`**/app/records?record=${id}`);
    await page.reload();
    const drawer = page.getByRole('dialog', { name: 'Usage record' });
    await drawer.getByText(id, { exact: true }).waitFor();
    await drawer.getByText('"model": "large"').waitFor();
    await drawer.getByText('Voided', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.waitForURL('**/app/records');
  });

  test('are downloaded without anything that a spreadsheet would run', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const { id } = await asApplication(product(), 'POST', '/usage/record', {
      accountId,
      featureCode: 'articles',
    });
    const reason = '=HYPERLINK("https://evil.example","Click")';
    await asApplication(product(), 'POST', `/usage/records/${id}/void`, { accountId, reason });
    const { page } = await product().visitAs(person, '/app/records');
    await page.getByText('2 records').waitFor();
    const rows = await download(page);
    expect(rows).toHaveLength(3);
    const cells = rows.flat();
    expect(cells).toContain(`'${reason}`);
    expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);
  });

  test('come as one scrolls, ten thousand of them, while the page holds but those in view', async () => {
    const person = await product().register();
    const total = 10_000;
    await recordEachMinute(person.account.id, total);
    const { page } = await product().visitAs(person, '/app/records');
    await page.getByText('100 loaded, newest first; scroll for more').waitFor();
    const details = page.getByRole('link', { name: 'Details', exact: true });
    let most = 0;
    await details.first().hover();
    await waitUntil(async () => {
      await page.mouse.wheel(0, 50_000);
      most = Math.max(most, await details.count());
      return page.getByText('10,000 records').isVisible();
    }, 120_000);
    expect(most).toBeLessThan(200);

    // Every line of the end leads on as those of the beginning do.
    await page.mouse.wheel(0, 1_000_000);
    await details.last().click();
    await page.getByRole('dialog', { name: 'Usage record' }).waitFor();
  });

  test('scroll with the page on phones, which holds those near and no box that scrolls by itself', async () => {
    const person = await product().register();
    const total = 1_000;
    await recordEachMinute(person.account.id, total);
    const { page } = await product().visitAs(person, '/app/records', {
      viewport: { width: 390, height: 844 },
    });
    const details = page.getByRole('link', { name: 'Details', exact: true });
    await details.first().waitFor();
    const boxes = await page.locator('main *').evaluateAll((elements) =>
      elements
        .filter((element) => element.scrollHeight > element.clientHeight)
        .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowY))
        .map((element) => element.outerHTML.slice(0, 200)),
    );
    expect(boxes).toEqual([]);
    let most = 0;
    await waitUntil(async () => {
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      most = Math.max(most, await details.count());
      return page.getByText('1,000 records').isVisible();
    });
    expect(most).toBeLessThan(total / 2);

    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await details.last().click();
    await page.getByRole('dialog', { name: 'Usage record' }).waitFor();
  });
});
