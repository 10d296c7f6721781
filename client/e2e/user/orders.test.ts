import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { asAdmin } from '../harness/api.ts';
import { atSandbox, buyPackage, payAtSandbox, startPayment } from '../harness/orders.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium('orders', () => {
  const product = useProduct();

  test('are listed by status, and lead to all that happened to each', async () => {
    const person = await product().register();
    const paid = await buyPackage(product(), person, 'Paid one');
    const open = await startPayment(product(), person, (await makePackage(product(), 'Open one')).id);
    const { page } = await product().visitAs(person, '/app/orders');
    const names = () => page.getByRole('main').getByRole('listitem').getByRole('link').allInnerTexts();
    await expectSoon(names, ['Open one', 'Paid one']);
    await page.goto('/app/orders?status=paid');
    await expectSoon(names, ['Paid one']);
    await page.goto('/app/orders?status=refunded');
    await page.getByText('No order matches these filters').waitFor();
    await page.getByRole('link', { name: 'Show all orders' }).click();
    await page.getByRole('link', { name: 'Paid one' }).click();
    await page.waitForURL(`**/app/orders/${paid.orderId}`);
    await expectSoon(async () => /^Order \S+ · Paid one · Inkstone$/.test(await page.title()), true);
    const happened = page.getByRole('region', { name: 'What happened' });
    await happened.getByText('Delivered').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0);

    await page.goto(`/app/orders/${open.order_id}`);
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay');
    await page.getByRole('heading', { name: 'Paid', level: 2 }).waitFor();
  });

  test('move in the open list as they are paid', async () => {
    const person = await product().register();
    const started = await startPayment(product(), person, (await makePackage(product(), 'Watched')).id);
    const { page } = await product().visitAs(person, '/app/orders');
    const line = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Watched' });
    await line.getByText('To be paid').waitFor();
    await page.locator('[data-connection=live]').first().waitFor();
    await payAtSandbox(started.checkout_url);
    await line.getByText('Paid', { exact: true }).waitFor();
  });

  test('of several of a package tell what they come to', async () => {
    const person = await product().register();
    const { id } = await makePackage(product(), 'Three of these');
    await startPayment(product(), person, id, 3);
    const { page } = await product().visitAs(person, '/app/orders');
    const line = page.getByRole('main').getByRole('listitem');
    await line.getByRole('link', { name: 'Three of these × 3' }).waitFor();
    await line.getByText('300 credits', { exact: true }).waitFor();
    await line.getByText('$29.70').waitFor();
  });

  test('tell no part of a package twice, and none not at all', async () => {
    const person = await product().register();
    const { id } = await makePackage(product(), '100 credits', { dailyCredits: 5 });
    await startPayment(product(), person, id);
    const { page } = await product().visitAs(person, '/app/orders');
    const line = page.getByRole('main').getByRole('listitem');
    await line.getByText('5 credits a day · 30 days', { exact: true }).waitFor();
  });

  test('tell what a package gives whose name only begins like that', async () => {
    const person = await product().register();
    const { id } = await makePackage(product(), '100 credits a day');
    await startPayment(product(), person, id);
    const { page } = await product().visitAs(person, '/app/orders');
    const line = page.getByRole('main').getByRole('listitem');
    await line.getByText('100 credits · 30 days', { exact: true }).waitFor();
  });

  test('come page by page', async () => {
    const person = await product().register();
    const { id } = await makePackage(product(), 'Many');
    for (let count = 0; count < 21; count += 1) await startPayment(product(), person, id);
    const { page } = await product().visitAs(person, '/app/orders');
    const rows = () => page.getByRole('main').getByRole('listitem').count();
    await expectSoon(rows, 20);
    await page.getByRole('button', { name: 'Show older' }).click();
    await expectSoon(rows, 21);
  });

  test('that are cancelled end while one looks, and can be ordered again', async () => {
    const person = await product().register();
    const { order_id: id } = await startPayment(
      product(),
      person,
      (await makePackage(product(), 'Not now')).id,
    );
    const { page } = await product().visitAs(person, `/app/orders/${id}`);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    const question = page.getByRole('tooltip');
    expect((await question.boundingBox())?.width).toBeLessThanOrEqual(400);
    await question.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('link', { name: 'Order again' }).click();
    await page.getByRole('heading', { name: 'Checkout', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Not now' }).waitFor();
  });

  test('that are paid have a receipt, which stands alone on paper', async () => {
    const person = await product().register({ name: 'Mary Jackson' });
    const { orderId } = await buyPackage(product(), person, 'Kept');
    const { page } = await product().visitAs(person, `/app/orders/${orderId}/receipt`, {
      colorScheme: 'dark',
    });
    await page.getByRole('button', { name: 'Print' }).waitFor();
    await page.getByText('Mary Jackson').first().waitFor();
    await page.getByRole('row', { name: 'Total $9.90' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.getByRole('row', { name: 'Total $9.90' }).isVisible()).toBe(true);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(255, 255, 255)');
  });

  test('of which money went back tell when, and what is left of the sum', async () => {
    const person = await product().register();
    const { orderId } = await buyPackage(product(), person, 'Partly back');
    const body = { amountMinor: 300, goods: 'keep', reason: 'A test' };
    await asAdmin(product(), 'POST', `/admin/orders/${orderId}/refund`, body);
    const { page } = await product().visitAs(person, `/app/orders/${orderId}/receipt`);
    await page.getByRole('row', { name: /^Refunded on \w+ \d+, \d+ −\$3\.00$/ }).waitFor();
    await page.getByRole('row', { name: 'Net $6.90' }).waitFor();
    await page.goto('/app/orders');
    await page.getByText('net $6.90').waitFor();
  });

  test('of somebody else are not there', async () => {
    const { orderId, requestId } = await buyPackage(product(), await product().register(), 'Private');
    const visit = await product().visitAs(await product().register(), `/app/orders/${orderId}`);
    visit.excuse(/404/);
    await visit.page.getByRole('heading', { name: 'There is no such order' }).waitFor();
    expect(await visit.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await visit.page.getByRole('link', { name: 'All orders' }).click();
    await visit.page.waitForURL('**/app/orders');
    await visit.page.goto(`/app/checkout/result?request_id=${requestId}`);
    await visit.page.getByRole('heading', { name: 'There is no such payment' }).waitFor();
    await visit.page.goto('/app/why/nope');
    await visit.page.getByRole('heading', { name: 'Nothing to explain here' }).waitFor();
    await visit.page.getByRole('link', { name: 'See my usage' }).click();
    await visit.page.waitForURL(/\/app\/?$/);
  });
});
