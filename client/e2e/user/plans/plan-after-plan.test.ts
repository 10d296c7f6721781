import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import { atSandbox, payAtSandbox, startPayment } from '../../harness/orders.ts';
import { makePlan, makePro } from '../../harness/plans.ts';
import { useProduct } from '../../harness/product.ts';

describeWithChromium('two plans', () => {
  const product = useProduct();

  /** Somebody new, with pages open to pay a month of Team and a year of Pro. */
  async function withTwoPages() {
    const person = await product().register();
    const team = await makePlan(product(), 'Team');
    const pro = await makePro(product(), { code: `pro_${randomUUID().replaceAll('-', '_')}` });
    const year = pro.prices.find(({ interval }) => interval === 'year');
    return {
      person,
      team: await startPayment(product(), person, team.prices[0]?.id ?? ''),
      pro: await startPayment(product(), person, year?.id ?? ''),
    };
  }

  async function isGiven(orderId: string): Promise<boolean> {
    const { owner } = product().server;
    const given = await owner.query('select from public.fulfilments where order_id = $1', [orderId]);
    return given.rowCount === 1;
  }

  test('the page of one that is open when another is bought is closed, and money paid there goes back', async () => {
    const { person, team, pro } = await withTwoPages();
    const { page } = await product().visitAs(person, `/app/checkout/result?request_id=${team.request_id}`);
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    await payAtSandbox(pro.checkout_url);
    await page.getByRole('heading', { name: 'This order is closed' }).waitFor();
    await page.getByText('You bought a plan by another order meanwhile').waitFor();
    // Ordered again it would be refused: the way on is the plan that was bought.
    await page.getByRole('link', { name: 'See my usage' }).waitFor();
    expect(await page.getByRole('link', { name: 'Order again' }).count()).toBe(0);
    await page.getByRole('link', { name: 'See the order' }).click();
    await page.getByText('A plan was bought by another order meanwhile.').waitFor();
    await page.getByText('A payment page was closed').waitFor();

    await page.goto(team.checkout_url);
    await atSandbox(page, 'Pay');
    await page.getByRole('heading', { name: 'Your money goes back' }).waitFor();
    await page.getByText('You bought a plan by another order meanwhile').waitFor();
    await page.getByText(/^Pro is paid until \w+ \d+, \d+\.$/).waitFor();
    await page.getByRole('link', { name: 'See my usage' }).waitFor();
    expect(await page.getByRole('link', { name: 'Order again' }).count()).toBe(0);

    // One reason for all of it, and nothing that was never given is told as gone.
    await page.getByRole('link', { name: 'See the order' }).click();
    await page.getByText('Nothing of it was given, and the whole sum has gone back.').waitFor();
    expect(await page.getByText('A plan was bought by another order meanwhile.').count()).toBe(2);
    expect(await page.getByText('A plan runs already').count()).toBe(0);
    expect(await page.getByText('Paid twice').count()).toBe(0);
    expect(await page.getByText('it goes back').count()).toBe(0);
    await page.getByText('Bought nothing, and has gone back').waitFor();
  });

  test('one that was paid beside another says from when it holds, and not that it is there', async () => {
    const { person, team, pro } = await withTwoPages();
    // Its buyer was done before: the money takes its time.
    await product().server.owner.query(
      `update public.payments set state = 'processing' where reference = $1`,
      [team.request_id],
    );
    await payAtSandbox(pro.checkout_url);
    // Its webhook comes when it comes: whatever is given first holds from now on.
    await waitUntil(() => isGiven(pro.order_id));
    await payAtSandbox(team.checkout_url);
    const inAYear = new Intl.DateTimeFormat('en-US', {
      dateStyle: 'medium',
      timeZone: person.account.timeZone,
    }).format(new Date().setFullYear(new Date().getFullYear() + 1));
    const { page } = await product().visitAs(person, `/app/checkout/result?request_id=${team.request_id}`);
    await page.getByRole('heading', { name: `Paid: Team begins on ${inAYear}` }).waitFor();
    await page.getByText('then Team follows and runs until').waitFor();
    expect(await page.getByText('yours now').count()).toBe(0);
    expect(await page.getByRole('list', { name: 'What you can use now' }).count()).toBe(0);
    await page.getByRole('link', { name: 'See the order' }).click();
    await page.getByText(`Team begins on ${inAYear}`).waitFor();
    await page.goto(`/app/checkout/result?request_id=${pro.request_id}`);
    await page.getByText('What you bought is yours now.').waitFor();

    // Until when what was paid for runs is told alike wherever it is.
    const until = new RegExp(`until ${inAYear}, then Team until \\w+ \\d+, \\d+`);
    await page.goto('/app/');
    await page.getByText(until).waitFor();
    const told = until.exec(await page.getByText(until).innerText())?.[0] ?? '';
    await page.goto('/app/plans');
    await page.getByText(`Current plan, paid by the year in USD ${told}`).waitFor();
    await page.goto('/app/checkout?plan=starter');
    await page.getByText(`It is paid ${told}.`).waitFor();
    const { page: admin } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`);
    await admin.getByText(`Pro ${told}`).waitFor();
  });
});
