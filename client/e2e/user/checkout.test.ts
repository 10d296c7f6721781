import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { Page } from 'playwright-core';
import { asAdmin, givePlan } from '../harness/api.ts';
import { atSandbox, startPayment } from '../harness/orders.ts';
import { makePackage } from '../harness/packages.ts';
import { makePro } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

/** What the client's page says became of paying. */
const said = (page: Page, title: string) => page.getByRole('heading', { name: title, level: 2 }).waitFor();

describeWithChromium('buying', () => {
  const product = useProduct();
  /** Somebody new, about to pay for a package of this name. */
  const atCheckout = async (name: string) => {
    const { code } = await makePackage(product(), name);
    return product().visitAs(await product().register(), `/app/checkout?package=${code}`);
  };

  test('a plan leads a visitor by way of the registration to the checkout, to the provider, and to its quotas', async () => {
    await makePro(product(), {
      features: [
        { code: 'articles', quota: 1_000, resetPeriod: 'daily' },
        { code: 'tokens', quota: 5_000_000, resetPeriod: 'monthly' },
      ],
      credits: { amount: 500, interval: 'month' },
    });
    const visit = await product().visit('/app/choose?plan=pro&interval=year&currency=USD');
    const { page } = visit;
    await page.waitForURL('**/app/register?next=**');
    await page.getByText(/You chose Pro, \$.+. Create your account first./).waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada.buys@example.com');
    await page.getByLabel('Password').fill('Analytical-engine-1');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.waitForURL('**/app/checkout?plan=pro&interval=year&currency=USD');
    await page.getByRole('button', { name: 'Pay $290.00' }).waitFor();
    // A choice shows at once, however long the page takes to follow.
    const isChosen = page.getByRole('radio', { name: /^One month/ }).evaluate((radio: HTMLInputElement) => {
      radio.click();
      return radio.checked;
    });
    expect(await isChosen).toBe(true);
    await page.getByText('Runs for one month').waitFor();
    // Quotas and credits go by the account's month, and not by the payment.
    const anew = /^Your month begins anew on .+, whenever you pay: monthly quotas start again then\.$/;
    await page.getByText(anew).waitFor();
    await page
      .getByText(
        /^The plan’s 500 credits are for each month of yours, and end with it: the next ones come on /,
      )
      .waitFor();
    await page.getByRole('button', { name: 'Pay $29.00' }).click();
    await atSandbox(page, 'Pay');

    await page.waitForURL('**/app/checkout/result?request_id=**');
    await said(page, 'Paid');
    await page.getByText(/^Pro is paid until \w+ \d+, \d+\.$/).waitFor();
    const quotas = page.getByRole('list', { name: 'What you can use now' });
    await expectSoon(
      () => quotas.getByRole('listitem').allInnerTexts(),
      ['Articles\n1,000 a day', 'Tokens\n5 million a month', 'Credits\n500 a month'],
    );
    await page.getByText(/: monthly quotas start again and 500 credits come then\.$/).waitFor();
    await page.getByRole('link', { name: 'See my usage' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByText('of 1,000').waitFor();
    // It doesn't renew, as was said before paying.
    await page.getByText(/paid until/).waitFor();
    await page.getByRole('link', { name: 'See plans' }).click();
    await page.getByText(/^Comes by itself when what you paid for ends, on/).waitFor();
    expect(await page.getByRole('link', { name: 'Choose Starter' }).count()).toBe(0);

    await page.getByText(/Current plan, paid by the month in USD until/).waitFor();

    // While it runs, no second one: said before anybody pays, with the day and the way on.
    await page.goto('/app/checkout?plan=starter&interval=month&currency=USD');
    await page.getByRole('heading', { name: 'Pro, which you paid for, still runs' }).waitFor();
    await page.getByText(/^It is paid until .+ After that you can buy it again, or another plan/).waitFor();
    expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'See plans', exact: true }).last().waitFor();
  });

  test('a plan that takes the place of one that was given says so before, and in both histories after', async () => {
    await makePro(product(), { code: 'pro_instead' });
    const buyer = await product().register();
    await givePlan(
      product(),
      buyer.account.id,
      [{ code: 'articles', quota: 9_000, resetPeriod: 'daily' }],
      'Enterprise',
    );
    const { page } = await product().visitAs(buyer, '/app/orders');
    // Nobody pays before it is known.
    const overview = Promise.withResolvers<undefined>();
    await page.route('**/api/usage/quota-overview*', async (route) => {
      await overview.promise;
      await route.continue();
    });
    const offers = page.waitForResponse('**/api/plans*');
    await page.goto('/app/checkout?plan=pro_instead&interval=month&currency=USD');
    await offers;
    await page.waitForTimeout(1_000);
    expect(await page.getByRole('button', { name: 'Pay $29.00' }).count()).toBe(0);
    overview.resolve(undefined);
    await page.getByText('This takes the place of your plan Enterprise').waitFor();
    await page.getByText('It ends as soon as you pay, and does not come back by itself').waitFor();
    await page.getByRole('button', { name: 'Pay $29.00' }).click();
    const given = await asAdmin(product(), 'GET', `/usage/quota-overview?accountId=${buyer.account.id}`);
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');

    // What was asked just before it was paid tells of the plan before: it is not shown as what was bought.
    const newer = Promise.withResolvers<undefined>();
    let asked = 0;
    await page.route('**/api/usage/quota-overview*', async (route) => {
      if ((asked += 1) === 1) return route.fulfill({ json: { ok: true, data: given } });
      await newer.promise;
      return route.continue();
    });
    await page.reload();
    await said(page, 'Paid');
    await waitUntil(() => asked > 1);
    const quotas = page.getByRole('list', { name: 'What you can use now' });
    expect(await quotas.count()).toBe(0);
    newer.resolve(undefined);
    await quotas.getByText('1,000 a day').waitFor();

    const { page: admin } = await product().visitAsAdmin(
      `/app/admin/accounts/${buyer.account.id}?tab=history`,
    );
    await admin.getByText('A purchase changed the plan from Enterprise to Pro').waitFor();
    const [order] = await asAdmin(product(), 'GET', `/admin/orders?accountId=${buyer.account.id}`);
    await admin.goto(`/app/admin/orders/${order.id}`);
    await admin.getByText('Pro given, in the place of Enterprise').waitFor();

    // Who has the plan that everybody has loses nothing.
    const other = await product().visitAs(
      await product().register(),
      '/app/checkout?plan=pro_instead&interval=month&currency=USD',
    );
    await other.page.getByText('Runs for one month').waitFor();
    expect(await other.page.getByText('This takes the place of').count()).toBe(0);
  });

  test('a plan says before it is paid what there will be less of, and what stays below it', async () => {
    await makePro(product(), {
      code: 'pro_less',
      features: [
        { code: 'articles', quota: 1_000, resetPeriod: 'daily' },
        { code: 'tokens', quota: 5_000, resetPeriod: 'monthly' },
      ],
    });
    const buyer = await product().register();
    const { id } = buyer.account;
    await givePlan(product(), id, [
      { code: 'articles', quota: 9_000, resetPeriod: 'daily' },
      { code: 'tokens', quota: 1_000, resetPeriod: 'monthly' },
      { code: 'support', enabled: true },
    ]);
    await product().record(id, 'articles', 1_200);
    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/tokens`, {
      quota: 700,
      reason: 'a pilot',
    });
    const address = '/app/checkout?plan=pro_less&interval=month&currency=USD';
    const { page } = await product().visitAs(buyer, '/app/orders');
    const known = Promise.withResolvers<undefined>();
    await page.route('**/api/usage/plan-change?*', async (route) => {
      await known.promise;
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/usage/plan-change?*');
    await page.goto(address);
    await asked;
    expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
    known.resolve(undefined);
    const summary = page.getByRole('region', { name: 'Your order' });
    await expectSoon(
      async () =>
        (await summary.getByRole('alert').allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' ')),
      [
        expect.stringContaining('takes the place'),
        'You will have less than now\nArticles: −8,000 articles a day\nNo longer included: Priority support',
        'Articles: nothing is left with this plan at first, as you have used that much already.',
        expect.stringMatching(
          /^You have a quota of your own, which stays\nTokens: 700 a month. Pro gives 5,000 a month.\nThe team/,
        ),
      ],
    );

    // One that ends says when.
    await asAdmin(product(), 'PUT', `/admin/accounts/${id}/overrides/tokens`, {
      quota: 700,
      reason: 'a pilot',
      expiresAt: '2031-03-09T11:30:00Z',
    });
    await page.goto(address);
    await summary.getByText('Tokens: 700 a month until Mar 9, 2031. Pro gives 5,000 a month.').waitFor();

    // Who has no quota of their own is told of what they lose alone.
    const other = await product().visitAs(await product().register(), address);
    await other.page.getByRole('button', { name: 'Pay $29.00' }).waitFor();
    await other.page.getByText('No longer included: Priority support').waitFor();
    expect(await other.page.getByText('No longer included: Priority support').count()).toBe(1);
    expect(await other.page.getByText('which stays').count()).toBe(0);
  });

  test('a package adds its credits', async () => {
    await makePackage(product(), 'Handful');
    const { page } = await product().visitAs(await product().register(), '/app/credits');
    const marked = page.getByRole('navigation', { name: 'Main' }).locator('[aria-current=page]');
    await page.getByRole('link', { name: 'Credit packages' }).click();
    await page.getByRole('heading', { name: 'Handful' }).waitFor();
    expect(await marked.allInnerTexts()).toEqual(['Credits']);
    await page.getByRole('link', { name: 'Buy Handful' }).click();
    await page.getByText('100 credits at once').waitFor();
    // The plan can't use them: said before somebody pays, with the way on.
    const warning = page.getByRole('alert').filter({ hasText: 'Your plan can’t use credits' });
    await warning.getByText(/credits can’t pay for use beyond a quota/).waitFor();
    expect(await marked.allInnerTexts()).toEqual(['Credits']);
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');
    await page
      .getByRole('listitem')
      .filter({ hasText: /^Credits to spend now100$/ })
      .waitFor();
    await page.getByRole('link', { name: 'See my credits' }).click();
    await page.getByText('100 credits to spend').waitFor();
    await page.getByRole('row', { name: /Received \+100 100 Purchase: Handful$/ }).waitFor();
  });

  test('a package that one has already says before it is paid from when to when it holds', async () => {
    const person = await product().register();
    const { timeZone } = person.account;
    const item = await makePackage(product(), 'Each day', { dailyCredits: 5 });
    const { page } = await product().visitAs(person, `/app/checkout?package=${item.code}`);
    await page.getByText('The credits are there as soon as the payment is.').waitFor();
    expect(await page.getByText('You have the package “Each day” already').count()).toBe(0);
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');

    await page.goto(`/app/checkout?package=${item.code}`);
    const dayIn = (days: number) =>
      new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone }).format(
        Date.now() + days * 86_400_000,
      );
    const note = page
      .getByRole('alert')
      .filter({ hasText: `You have the package “Each day” already, until ${dayIn(30)}` });
    await note.getByText(`This one follows it, and holds from ${dayIn(30)} until ${dayIn(60)}.`).waitFor();
    await note
      .getByText(`don’t wait: they are there as soon as you have paid, and last until ${dayIn(60)}.`)
      .waitFor();
    await note.getByText(`Its credits of each day begin on ${dayIn(30)}`).waitFor();
    await page.getByText('Paid once, and doesn’t renew by itself.').waitFor();
    expect(await page.getByText('The credits are there as soon as the payment is.').count()).toBe(0);

    // The same after, and on the page of its order.
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay');
    await said(page, `Paid: Each day goes on until ${dayIn(60)}`);
    await page.getByText(`it holds from ${dayIn(30)} until ${dayIn(60)}.`).waitFor();
    await page.getByText(`are there now, and last until ${dayIn(60)}.`).waitFor();
    await page.getByText(`Its credits of each day begin on ${dayIn(30)}.`).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^Credits to spend now205$/ })
      .waitFor();
    expect(await page.getByText('yours now').count()).toBe(0);
    await page.getByRole('link', { name: 'See the order' }).click();
    await page.getByText(`this one follows, and holds from ${dayIn(30)} until ${dayIn(60)}.`).waitFor();
    expect(await page.getByText('You have everything in it.').count()).toBe(0);
  });

  test('the same again says that it is ordered already, and not paid', async () => {
    const person = await product().register();
    const item = await makePackage(product(), 'Left');
    const other = await makePackage(product(), 'Right');
    const { page } = await product().visitAs(person, `/app/checkout?package=${item.code}`);
    const note = page.getByRole('alert').filter({ hasText: 'You have ordered this already' });
    const pay = page.getByRole('button', { name: 'Pay $9.90' });
    await pay.waitFor();
    await page.getByRole('link', { name: 'See credit packages' }).waitFor();
    expect(await note.count()).toBe(0);
    const { order_id: orderId } = await startPayment(product(), person, item.id);
    // What comes while somebody is here may be what they order here.
    await page.waitForTimeout(500);
    expect(await note.count()).toBe(0);
    await page.goto(`/app/checkout?package=${other.code}`);
    await pay.waitFor();
    expect(await note.count()).toBe(0);
    await page.goto(`/app/checkout?package=${item.code}`);
    await pay.waitFor();
    await note.getByRole('link', { name: 'See that order, to pay or cancel it' }).click();
    await page.waitForURL(`**/app/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel order' }).waitFor();
  });

  test('does not wait for a list of orders that does not come', async () => {
    const visit = await atCheckout('Alone');
    const { page } = visit;
    const pay = page.getByRole('button', { name: 'Pay $9.90' });
    const held = Promise.withResolvers<undefined>();
    await page.route(/\/api\/orders\?/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.reload();
    await pay.waitFor({ timeout: 20_000 });
    held.resolve(undefined);
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('twice says that one of the payments goes back, and then that it has', async () => {
    const { page } = await atCheckout('Twice');
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay twice');
    await said(page, 'Paid');
    await page.getByText('It was paid more than once: $9.90 has gone back to where it came from.').waitFor();
    await page.getByText('What you bought is yours now.').waitFor();
  });

  test('is told by itself of money that takes its time', async () => {
    const { page } = await atCheckout('Patience');
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay later');
    await said(page, 'Paid');
  });

  test('that fails can be tried again, and one that was left goes on at the same page', async () => {
    const { page } = await atCheckout('Second try');
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Cancel');
    await said(page, 'Not paid yet');
    await page.getByRole('link', { name: 'See the order' }).click();
    await page.getByText('You left a payment page').waitFor();
    expect(await page.getByText('A payment did not go through').count()).toBe(0);
    await page.goBack();
    // There is one way to pay: at the page that is open, and where that has refused, at a new one.
    const back = page.getByRole('link', { name: 'Back to the payment page' });
    await back.waitFor();
    expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
    await back.click();
    await atSandbox(page, 'Fail');
    await said(page, 'The payment did not go through');
    expect(await back.count()).toBe(0);
    const pressed = page.getByRole('main').locator('.ant-btn:not(.ant-btn-link)');
    expect(await pressed.allInnerTexts()).toEqual(['Pay $9.90']);
    await page.getByRole('button', { name: 'Pay $9.90' }).click();
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');
    await page.getByRole('link', { name: 'See the order' }).click();
    const payments = page.getByRole('region', { name: 'Payments' }).getByRole('listitem');
    await expectSoon(
      async () => (await payments.allInnerTexts()).map((text) => text.split('\n')[1]),
      ['Failed', 'Paid'],
    );
  });

  test('makes no second order where the answer to the first was lost', async () => {
    const visit = await atCheckout('Once');
    const { page } = visit;
    visit.excuse(/ERR_FAILED/);
    await page.route(
      '**/api/payments',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const pay = page.getByRole('button', { name: 'Pay $9.90' });
    await pay.click();
    await page.getByText('nothing is ordered twice').waitFor();
    await pay.click();
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');
    await page.goto('/app/orders');
    await page.getByRole('link', { name: 'Once' }).waitFor();
    expect(await page.getByRole('link', { name: 'Once' }).count()).toBe(1);
  });

  test('what is gone says so, and what came too late as well', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/checkout?plan=bygone');
    await page.getByRole('heading', { name: 'This is no longer on sale' }).waitFor();

    const item = await makePackage(product(), 'Late');
    const first = await startPayment(product(), person, item.id);
    await page.goto(`/app/orders/${first.order_id}`);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'Cancel order' }).click();
    await page.getByText('Nothing was charged.').waitFor();
    // The same is bought again, and then the page of the first is paid all the same.
    const second = await startPayment(product(), person, item.id);
    await page.goto(second.checkout_url);
    await atSandbox(page, 'Pay');
    await said(page, 'Paid');
    await page.goto(first.checkout_url);
    await atSandbox(page, 'Pay');
    await said(page, 'Your money goes back');
    await page.getByRole('link', { name: 'See the order' }).click();
    // Beside the refund, and in what happened.
    const why = page.getByText('The same had been bought again meanwhile.');
    await why.nth(1).waitFor();
    expect(await why.count()).toBe(2);
    await page.getByText('Sent back').waitFor();
  });
});
