import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createPlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { parseCsv } from '@meterstone/server/harness/http/csv';
import { readSheet } from '@meterstone/server/harness/http/xlsx';
import type { Page } from 'playwright-core';
import { asAdmin } from '../harness/api.ts';
import { startPayment } from '../harness/orders.ts';
import { makePackage } from '../harness/packages.ts';
import { makePro } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { payTwice, sell } from '../harness/sales.ts';
import { toastOf } from '../harness/toasts.ts';

async function save(page: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await download.path());
}

describeWithChromium("the admin's orders", () => {
  const product = useProduct();

  test('of an account stand on its page, in its time as all that is there', async () => {
    const buyer = await product().register({ timeZone: 'Asia/Kolkata' });
    const { orderId, orderNumber } = await sell(product(), { buyer });
    const { createdAt } = await asAdmin(product(), 'GET', `/admin/orders/${orderId}`);
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${buyer.account.id}`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: orderNumber }) });
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Kolkata' } as const;
    const time = new Intl.DateTimeFormat('en-GB', clock).format(Date.parse(createdAt));
    // In its column, and below the number where there is no room for one.
    await expectSoon(() => row.getByText(time).count(), 2);
  });

  test('are found, kept in the address, and taken away as files in the reader’s language', async () => {
    const buyer = await product().register({ name: 'Hedy Lamarr', email: 'hedy@example.com' });
    const cheap = await sell(product(), { buyer, amountMinor: 1_500, currency: 'KWD' });
    const dear = await sell(product(), { buyer, amountMinor: 1_501, currency: 'KWD', isPaid: false });
    await sell(product());
    const { page } = await product().visitAsAdmin('/app/admin/orders');
    const links = page.locator('main tbody a');
    await page.getByRole('searchbox', { name: 'Order number or e-mail' }).fill('HEDY@');
    await page.waitForURL('**/app/admin/orders?q=HEDY%40');
    await expectSoon(() => links.allTextContents(), [dear.orderNumber, cheap.orderNumber]);
    await page.getByRole('combobox', { name: 'Currency' }).click();
    await page.getByTitle('KWD', { exact: true }).click();
    await page.getByLabel('To KWD').fill('1.500');
    await page.getByLabel('To KWD').press('Enter');
    await page.waitForURL('**/app/admin/orders?q=HEDY%40&currency=KWD&max=1500');
    await expectSoon(() => links.allTextContents(), [cheap.orderNumber]);
    await page.getByText('1 order', { exact: true }).waitFor();

    const csv = parseCsv((await save(page, 'Export CSV')).toString().replace(/^\uFEFF/, ''));
    expect(csv.map(([number, , status]) => [number, status])).toEqual([
      ['Order', 'Status'],
      [cheap.orderNumber, 'paid'],
    ]);
    await toastOf(page, '.csv is saved');
    await page.evaluate(() => localStorage.setItem('meterstone.locale', 'zh-CN'));
    await page.reload();
    await page.getByRole('heading', { name: '订单', level: 1 }).waitFor();
    const [titles, row] = readSheet(await save(page, '导出 XLSX'), 1);
    expect([titles?.[0], titles?.[7], row?.[0], row?.[7]]).toEqual([
      '订单号',
      '金额',
      cheap.orderNumber,
      '1.500',
    ]);
    await page.getByRole('combobox', { name: '状态' }).click();
    await page.getByTitle('已取消', { exact: true }).click();
    await page.getByRole('button', { name: '清除筛选' }).click();
    await page.waitForURL('**/app/admin/orders');
  });

  test('name the zone of their times, on the list and on their page', async () => {
    const { orderNumber } = await sell(product());
    const { page } = await product().visitAsAdmin('/app/admin/orders');
    await page.getByText('Times in UTC').waitFor();
    await page.getByRole('link', { name: orderNumber }).click();
    await page.getByRole('heading', { name: orderNumber }).waitFor();
    await page.getByText('Times in UTC').waitFor();
  });

  test('stand on cards on a phone, and lead to their page', async () => {
    const { buyer, orderNumber, packageName } = await sell(product());
    const { page } = await product().visitAsAdmin(`/app/admin/orders?q=${orderNumber}`, {
      viewport: { width: 390, height: 844 },
    });
    const card = page.getByRole('cell').first();
    for (const text of [packageName, buyer.user.email, 'Paid', 'Sandbox', '$10.00']) {
      await card.getByText(text).first().waitFor();
    }
    const room = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(room).toBe(0);
    await page.getByRole('link', { name: orderNumber }).click();
    await page.getByRole('heading', { name: `Order ${orderNumber}`, level: 1 }).waitFor();
  });

  test('tell of an attempt that was refused what its buyer reads', async () => {
    const buyer = await product().register();
    const pack = await makePackage(product(), 'Refused');
    const { order_id: orderId, checkout_url: address } = await startPayment(product(), buyer, pack.id);
    await fetch(address, { method: 'POST', body: new URLSearchParams({ act: 'fail' }), redirect: 'manual' });
    const { page: own } = await product().visitAs(buyer, `/app/orders/${orderId}`);
    await own.getByRole('button', { name: 'Cancel order' }).click();
    await own.getByRole('tooltip').getByRole('button', { name: 'Cancel order' }).click();
    await own.getByRole('region', { name: 'Payments' }).getByText('Failed').waitFor();
    const { page } = await product().visitAsAdmin(`/app/admin/orders/${orderId}`);
    const attempts = page.getByRole('region', { name: 'Attempts at paying' });
    await attempts.getByText('Failed').waitFor();
    await attempts.getByText('To be asked again').waitFor();
  });

  test('say in one sum what becomes of credits that are spent to the last one', async () => {
    const { buyer, orderId, packageName } = await sell(product());
    const use = { accountId: buyer.account.id, amount: 1_000, idempotencyKey: orderId };
    await asAdmin(product(), 'POST', '/credits/use', use);
    const { page } = await product().visitAsAdmin(`/app/admin/orders/${orderId}`);
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const effects = page.getByRole('dialog').locator('section');
    await effects.getByText('1,000 credits, all of them spent, become debt').waitFor();
    expect(await effects.getByText('1,000').count()).toBe(1);
    expect(await effects.getByText(packageName).count()).toBe(1);
  });

  test('say of a plan that its credits which are spent are not taken back', async () => {
    const plan = await makePro(product(), {
      code: 'with_credits',
      credits: { amount: 500, interval: 'month', rolloverPeriods: 0 },
    });
    const priceId = plan.prices[0]?.id ?? '';
    const { buyer, orderId } = await sell(product(), { priceId, amountMinor: 2_900 });
    const use = { accountId: buyer.account.id, amount: 120, idempotencyKey: orderId };
    await asAdmin(product(), 'POST', '/credits/use', use);
    const { page } = await product().visitAsAdmin(`/app/admin/orders/${orderId}`);
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const effects = page.getByRole('dialog').locator('section');
    await effects.getByText('380 credits of it that are not spent are taken back').waitFor();
    await effects
      .getByText('120 credits of it that are spent are not taken back, and nothing is owed for them')
      .waitFor();
    await page.getByLabel('Let them keep it').check();
    await effects.getByText('Nothing of what was bought is taken.').waitFor();
  });

  test('give money back once, after saying exactly what goes with it, also when the answer is lost', async () => {
    const { buyer, orderId, packageName } = await sell(product());
    const accountId = buyer.account.id;
    await asAdmin(product(), 'POST', '/credits/use', { accountId, amount: 900, idempotencyKey: orderId });
    const visit = await product().visitAsAdmin(`/app/admin/orders/${orderId}`);
    const { page } = visit;
    await page.getByText('1,000 credits given').waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const effects = dialog.locator('section');
    // All of it.
    await effects.getByText('1,000 credits are taken back').waitFor();
    await effects.getByText('900 of them are spent and become debt').waitFor();
    await effects.getByText('Its days end now').waitFor();
    await effects.getByText('Refunded', { exact: true }).waitFor();
    expect(await effects.getByText(packageName).count()).toBe(1);
    // More than there is, and what is no amount.
    await dialog.getByLabel('Amount in USD').fill('10.01');
    await effects.getByRole('alert').waitFor();
    expect(await dialog.getByRole('button', { name: 'Refund', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Amount in USD').fill('ten');
    await dialog.getByLabel('Amount in USD').blur();
    await dialog.getByText('Give an amount above 0, such as 19.90').waitFor();
    // Only the money.
    await dialog.getByLabel('Amount in USD').fill('3');
    await dialog.getByLabel('Let them keep it').check();
    await effects.getByText('Nothing of what was bought is taken.').waitFor();
    // A part of both.
    await dialog.getByLabel(/^Take credits back in proportion/).check();
    await effects.getByText('300 credits are taken back').waitFor();
    await effects.getByText('200 of them are spent and become debt').waitFor();
    await effects.getByText('$7.00').waitFor();
    await effects.getByText('Partly refunded').waitFor();
    await dialog.getByLabel('Reason').fill('Too slow');

    let sent = 0;
    visit.excuse(/Failed to load resource|ERR_FAILED/);
    await page.route(`**/api/admin/orders/${orderId}/refund`, async (route) => {
      sent += 1;
      const answer = await route.fetch();
      if (sent === 1) await route.abort();
      else await route.fulfill({ response: answer });
    });
    await dialog.getByRole('button', { name: 'Give $3.00 back' }).click();
    await dialog.getByText('The server was not reached.').waitFor();
    await dialog.getByRole('button', { name: /^Give .* back$/ }).click();
    await toastOf(page, '$3.00 goes back to the buyer');
    expect(sent).toBe(2);

    await page.getByText('Refund of $3.00 done').waitFor();
    await page.getByText('1,000 credits given · 300 taken back').waitFor();
    const { refunds, status } = await asAdmin(product(), 'GET', `/admin/orders/${orderId}`);
    expect([refunds.length, refunds[0].reason, status]).toEqual([1, 'Too slow', 'partially_refunded']);
    expect(await asAdmin(product(), 'GET', `/credits/balance?accountId=${accountId}`)).toMatchObject({
      balance: 0,
      debt: 200,
    });
    await page.getByText(`${packageName}: 300 credits taken back`).waitFor();
    await page.goto(`/app/admin/accounts/${accountId}?tab=history`);
    await page.getByText('refunded an order').waitFor();
  });

  test('give back what came twice and was refused, once, after saying how much and by whom', async () => {
    const sale = await sell(product());
    await payTwice(product(), sale);
    const visit = await product().visitAsAdmin(`/app/admin/orders/${sale.orderId}`);
    const { page } = visit;
    await page.getByText('The provider refuses to give $10.00 back: an admin is needed').waitFor();
    const attempts = page.getByRole('region', { name: 'Attempts at paying' });
    await attempts.getByText('Goes back', { exact: true }).waitFor();
    const giveBack = attempts.getByRole('button', { name: 'Give $10.00 back' });
    await giveBack.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^Refund the money of order .* that bought nothing$/).waitFor();
    const lines = dialog.locator('section li');
    await expectSoon(
      () => lines.allTextContents(),
      [
        'Goes back to the buyer$10.00',
        'BySandbox',
        'Nothing of what was bought is taken.',
        'Can be given back after that$0.00',
        'The order becomesPaid',
      ],
    );
    await dialog.getByLabel('Reason').fill('They wrote to us');
    let sent = 0;
    visit.excuse(/Failed to load resource|ERR_FAILED/);
    await page.route(`**/api/admin/orders/${sale.orderId}/refund`, async (route) => {
      sent += 1;
      const answer = await route.fetch();
      if (sent === 1) await route.abort();
      else await route.fulfill({ response: answer });
    });
    await dialog.getByRole('button', { name: 'Give $10.00 back' }).click();
    await dialog.getByText('The server was not reached.').waitFor();
    await dialog.getByRole('button', { name: 'Give $10.00 back' }).click();
    await toastOf(page, '$10.00 goes back to the buyer');
    await page.getByText('Refund of $10.00 done').waitFor();
    await attempts.getByText('Went back', { exact: true }).waitFor();
    expect(await attempts.getByText('Goes back', { exact: true }).count()).toBe(0);
    await expectSoon(() => giveBack.count(), 0);
    const { refunds, status } = await asAdmin(product(), 'GET', `/admin/orders/${sale.orderId}`);
    const refused = Array.from({ length: 5 }, () => ({ cause: 'surplus', state: 'failed' }));
    expect({ sent, status, refunds }).toMatchObject({
      sent: 2,
      status: 'paid',
      refunds: [...refused, { cause: 'admin', state: 'succeeded', reason: 'They wrote to us' }],
    });
  });

  test('of a plan say that it ends', async () => {
    const plan = await createPlan(product().server, product().adminToken, {
      code: 'sold',
      name: { en: 'Sold', 'zh-CN': '在售' },
      prices: [{ interval: 'month', amountMinor: 2_000, currency: 'USD' }],
      features: [{ code: 'articles', quota: 500, resetPeriod: 'daily' }],
    });
    const { orderId } = await sell(product(), { amountMinor: 2_000, priceId: plan.prices[0]?.id ?? '' });
    const { page } = await product().visitAsAdmin(`/app/admin/orders/${orderId}`);
    await page.getByText(/^runs until /).waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The plan ends now').waitFor();
    await dialog.getByLabel('Reason').fill('Changed their mind');
    await dialog.getByRole('button', { name: 'Give $20.00 back' }).click();
    await page.getByText(/^Plan ended on /).waitFor();
    await expectSoon(() => page.getByRole('button', { name: 'Refund', exact: true }).count(), 0);
  });

  test('show in the revenue of the overview, each currency for itself', async () => {
    await sell(product(), { amountMinor: 500, currency: 'JPY' });
    const { page } = await product().visitAsAdmin('/app/admin');
    const revenue = page.getByRole('region', { name: /^Revenue/ });
    const yen = revenue.getByRole('figure', { name: 'Revenue in JPY by day' });
    await yen.getByText('Show as a table').click();
    await expectSoon(() => yen.getByRole('row').last().getByRole('cell').allTextContents(), ['¥500', '¥0']);
    // As soon as it is paid.
    const sale = await sell(product(), { amountMinor: 700, currency: 'JPY' });
    await expectSoon(() => yen.getByRole('row').last().getByRole('cell').allTextContents(), ['¥1,200', '¥0']);
    expect(await revenue.getByText('not counted: ¥').count()).toBe(0);
    // Paid once more: that is no revenue, but how much it was is said.
    await payTwice(product(), sale, { amountMinor: 700, currency: 'JPY' });
    await page.reload();
    await revenue.getByText('not counted: ¥700 paid twice or too late, which goes back').waitFor();
    await revenue.getByText('Gross ¥1,200 · refunded ¥0').waitFor();
  });

  test('say so where there is none', async () => {
    const visit = await product().visitAsAdmin('/app/admin/orders/01995e1e-0000-7000-8000-000000000000');
    visit.excuse(/404/);
    await visit.page.getByRole('heading', { name: 'There is no such order' }).waitFor();
    await visit.page.getByRole('link', { name: 'All orders' }).click();
    await visit.page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
  });
});
