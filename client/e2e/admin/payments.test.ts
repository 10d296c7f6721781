import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { paid } from '@meterstone/server/harness/orders/commands';
import { asAdmin } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';
import { hear, sell } from '../harness/sales.ts';
import { toastOf } from '../harness/toasts.ts';

const price = (amountMinor: number) => ({ amount_minor: amountMinor, currency: 'USD' });

describeWithChromium('the payments inbox', () => {
  const product = useProduct();

  test('lets money without an order be attached to an account, where it can be given back', async () => {
    const { account } = await product().register({ name: 'Emmy Noether', email: 'emmy@example.com' });
    expect(await hear(product(), [paid('another program', price(1_234))])).toBe('orphan');
    const { page } = await product().visitAsAdmin('/app/admin/payments?state=orphan');
    const event = page.getByRole('listitem').filter({ hasText: '$12.34' });
    await event.getByText(/^No order of ours is known for this payment/).waitFor();
    await event.getByRole('button', { name: 'Attach' }).click();
    const dialog = page.getByRole('dialog', { name: 'Whose are these $12.34?' });
    await dialog.getByRole('combobox', { name: 'Account' }).fill('emmy@');
    await page.getByTitle('Emmy Noether · emmy@example.com').click();
    await dialog.getByText('An order without goods is made that holds the money.').waitFor();
    await dialog.getByRole('button', { name: 'Attach the money' }).click();
    await toastOf(page, 'The money is attached');
    await page.getByRole('heading', { name: 'No money is without an order' }).waitFor();
    const [order] = await asAdmin(product(), 'GET', `/admin/orders?accountId=${account.id}`);
    expect(order).toMatchObject({ status: 'paid', amountMinor: 1_234, items: [] });
    await page.goto(`/app/admin/orders/${order.id}`);
    await page.getByText('Nothing: this order only holds money that an admin attached.').waitFor();
    await page.getByText('An admin attached $12.34 of Sandbox').waitFor();
    await page.getByRole('button', { name: 'Refund', exact: true }).waitFor();
  });

  test('lets another amount than was asked for be attached to its order, which gets the goods', async () => {
    const { buyer, orderId, reference } = await sell(product(), { isPaid: false });
    expect(await hear(product(), [paid(reference, price(1_111))])).toBe('mismatch');
    const { page } = await product().visitAsAdmin('/app/admin/payments');
    const event = page.getByRole('listitem').filter({ hasText: '$11.11' });
    await event.getByText(/^It is another amount than the order costs/).waitFor();
    await event.getByRole('link', { name: 'See the order' }).waitFor();
    await event.getByRole('button', { name: 'Attach' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The money pays this order, as if it had come for it').waitFor();
    await dialog.getByRole('button', { name: 'Attach the money' }).click();
    await expectSoon(() => event.count(), 0);
    expect(await asAdmin(product(), 'GET', `/admin/orders/${orderId}`)).toMatchObject({ status: 'paid' });
    const balance = `/credits/balance?accountId=${buyer.account.id}`;
    expect(await asAdmin(product(), 'GET', balance)).toMatchObject({ balance: 1_000 });
  });

  test('says that events of the other mode have no effect, and lets them be laid aside', async () => {
    const told = paid('of the other mode', price(1_300));
    expect(await hear(product(), [told], 'wrong_mode')).toBe('mismatch');
    const { page } = await product().visitAsAdmin('/app/admin/payments?state=mismatch');
    const event = page.getByRole('listitem').filter({ hasText: '$13.00' });
    await event.getByText(/^It is of the other mode: test money at a live server/).waitFor();
    expect(await event.getByRole('button').allTextContents()).toEqual(['', '', 'Lay aside']);
    await event.getByRole('button', { name: 'Lay aside' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lay the event aside' });
    await dialog.getByRole('button', { name: 'Lay aside' }).click();
    await dialog.getByText('Fill this in').waitFor();
    await dialog.getByLabel('Reason').fill('A test of the provider');
    await dialog.getByRole('button', { name: 'Lay aside' }).click();
    await toastOf(page, 'It is laid aside');
    await expectSoon(() => event.count(), 0);
  });

  test('tries what was given up again, once the cause is mended', async () => {
    const { orderId, reference } = await sell(product(), { isPaid: false });
    const { owner } = product().server;
    const command = paid(reference, price(1_000));
    const { rows } = await owner.query<{ id: string }>(
      `select id from public.receive_event('sandbox', $1, 'x', p_is_test => true, p_commands => $2)`,
      [`event ${randomUUID()}`, JSON.stringify([{ ...command, type: 'nobody knows' }])],
    );
    const id = rows[0]?.id;
    await owner.query(
      `update public.provider_events set state = 'dead', error = 'The disk was full' where id = $1`,
      [id],
    );
    const { page } = await product().visitAsAdmin('/app/admin/payments?state=dead');
    const event = page.getByRole('listitem').filter({ hasText: 'The disk was full' });
    await event.getByText(/^It could not be booked for a day/).waitFor();
    await owner.query(`update public.provider_events set commands = $2 where id = $1`, [
      id,
      JSON.stringify([command]),
    ]);
    await event.getByRole('button', { name: 'Try again' }).click();
    await toastOf(page, 'It is in the books now');
    await page.getByRole('heading', { name: 'Nothing was given up' }).waitFor();
    expect(await asAdmin(product(), 'GET', `/admin/orders/${orderId}`)).toMatchObject({ status: 'paid' });
  });

  test('tells how many callbacks were thrown away, and why', async () => {
    await product().server.owner.query(
      `insert into public.provider_refusals (provider, reason, day, count, last_at)
       values ('stripe', 'bad_signature', current_date, 1234, now())`,
    );
    const { page } = await product().visitAsAdmin('/app/admin/payments');
    const row = page.getByRole('row').filter({ hasText: 'Stripe' });
    await expectSoon(
      async () => (await row.getByRole('cell').allTextContents()).slice(1),
      ['Stripe', 'Wrong signature', '1,234'],
    );
  });
});
