import { beforeAll, expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createFeature, createPlan, updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { asAdmin, givePlan } from '../../harness/api.ts';
import { payAtSandbox, startPayment } from '../../harness/orders.ts';
import { makePro } from '../../harness/plans.ts';
import { useProduct } from '../../harness/product.ts';

describeWithChromium('choosing a plan', () => {
  const product = useProduct();
  beforeAll(async () => {
    const { server, adminToken } = product();
    await makePro(product(), {
      features: [
        {
          code: 'articles',
          quota: 1_000,
          resetPeriod: 'daily',
          overage: 'credits',
          overageRate: { credits: 2, per: 1 },
        },
      ],
      credits: { amount: 1_500, interval: 'month' },
    });
    await createPlan(server, adminToken, { code: 'spare', name: { en: 'Spare', 'zh-CN': '备用版' } });
  });

  test('at the end of a phone’s list leads to the top of the checkout, and back to where one was', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/plans');
    await page.setViewportSize({ width: 390, height: 400 });
    await page.getByRole('link', { name: 'Choose Pro' }).click();
    await page.getByRole('button', { name: 'Pay $29.00' }).waitFor();
    await expectSoon(() => page.evaluate(() => window.scrollY), 0);
    await page.goBack();
    await expectSoon(() => page.getByRole('link', { name: 'Choose Pro' }).count(), 1);
    await expectSoon(() => page.evaluate(() => window.scrollY > 0), true);
  });

  test('of what costs nothing leads a visitor by way of the registration to what comes of it', async () => {
    const { page } = await product().visit('/app/choose?plan=spare&interval=month');
    await page.waitForURL('**/app/register?next=**');
    await page.getByText('You chose Spare. Create your account first.').waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada.chooses@example.com');
    await page.getByLabel('Password').fill('Analytical-engine-1');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.waitForURL('**/app/plans?plan=spare&interval=month');
    const chosen = page.getByRole('status').filter({ hasText: 'You chose Spare' });
    await chosen.getByText(/Ask the team that runs this service to move you to it/).waitFor();
    await chosen.getByText(/ada\.chooses@example\.com/).waitFor();
    await chosen.getByRole('link', { name: 'See my usage' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByText('Starter').waitFor();
  });

  test('shows the landing page’s cards, with what differs from the plan one has', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/plans?currency=USD');
    const pro = page.locator('[data-plan=pro]');
    await pro.getByText('Articles: 1,000 articles a\u00a0day').waitFor();
    await pro.getByText('beyond that 2 credits for each article').waitFor();
    const differences = [
      'Articles: +900 articles a\u00a0day',
      'Articles: credits can pay beyond the quota, 2 credits for each article',
      'New: 1,500 credits a\u00a0month',
      'No longer included: Tokens',
      'No longer included: Priority support',
    ];
    await expectSoon(() => pro.locator('[data-gain]').allInnerTexts(), differences);
    const starter = page.locator('[data-plan=starter]');
    await starter.getByText('Current plan').waitFor();
    expect(await starter.getByRole('link').count()).toBe(0);
    // Nothing that can be pressed says that it changes the plan: it tells whom to ask.
    await page.getByRole('button', { name: 'How to move to Spare' }).waitFor();
    expect(await page.getByText('Downgrade to Spare').count()).toBe(0);
  });

  test('says of the plan that everybody has when it comes by itself, where another one was paid for', async () => {
    const person = await product().register();
    const pro = await makePro(product(), { code: 'pro_paid' });
    const year = pro.prices.find(({ interval }) => interval === 'year');
    await payAtSandbox((await startPayment(product(), person, year?.id ?? '')).checkout_url);
    const { page } = await product().visitAs(person, '/app/plans');
    const starter = page.locator('[data-plan=starter]');
    await starter.getByText(/^Comes by itself when what you paid for ends, on \w+ \d+, \d+\./).waitFor();
    expect(await starter.getByRole('button').count()).toBe(0);
    expect(await starter.getByRole('link').count()).toBe(0);
    await page
      .locator('[data-plan=pro]')
      .getByText(/To change earlier, ask the team/)
      .waitFor();

    // What the team gives instead has no end, so nothing follows it.
    await givePlan(product(), person.account.id, [{ code: 'articles', quota: 7, resetPeriod: 'daily' }]);
    await page.reload();
    await starter.getByText(/^Can be bought when what you paid for ends, on/).waitFor();
    expect(await page.getByText('Comes by itself').count()).toBe(0);
  });

  test('keeps in the address by which interval they are looked at, up to the checkout', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/plans?plan=pro&currency=USD');
    const pro = page.locator('[data-plan=pro]');
    await page.getByText(/^Yearly/).click();
    await page.waitForURL('**/app/plans?plan=pro&currency=USD&interval=year');
    await expectSoon(() => pro.locator('.amount').innerText(), '$24.17');
    await pro.getByText('$290 for one year').waitFor();
    await page.reload();
    await expectSoon(() => pro.locator('.amount').innerText(), '$24.17');
    await pro.getByRole('link', { name: 'Choose Pro' }).click();
    await page.waitForURL('**/app/checkout?plan=pro&interval=year&currency=USD');
    await page.getByRole('button', { name: 'Pay $290.00' }).waitFor();
    await page.getByText('Articles: +900 articles a\u00a0day').waitFor();
  });

  test('of many features folds all but six, and opens them by a key in place', async () => {
    const { server, adminToken } = product();
    const codes = Array.from({ length: 9 }, (_, index) => `many_${index}`);
    for (const code of codes)
      await createFeature(server, adminToken, { code, name: code, unit: 'piece|pieces' });
    await createPlan(server, adminToken, {
      code: 'large',
      name: { en: 'Large', 'zh-CN': '大型版' },
      features: codes.map((code) => ({ code, quota: 5, resetPeriod: 'daily' })),
    });
    const { page } = await product().visitAs(await product().register(), '/app/plans', {
      viewport: { width: 390, height: 800 },
    });
    const large = page.locator('[data-plan=large]');
    const last = large.getByText('many_8: 5 pieces a\u00a0day', { exact: true });
    await large.getByText('3 more', { exact: true }).waitFor();
    await large.locator('.plan-more summary').focus();
    expect(await last.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    await last.waitFor();
    const fewer = large.locator('.plan-more').getByText('Show fewer');
    await fewer.waitFor();
    expect((await fewer.boundingBox())?.y).toBeGreaterThan((await last.boundingBox())?.y ?? Infinity);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });

  test('of which one has an older version shows that one, and what the newer one brings when', async () => {
    const person = await product().register();
    const { id } = await givePlan(product(), person.account.id, [
      { code: 'articles', quota: 40, resetPeriod: 'daily' },
    ]);
    await updatePlan(product().server, product().adminToken, id, {
      features: [{ code: 'articles', quota: 60, resetPeriod: 'daily' }],
      rollout: 'renewal',
    });
    const { page } = await product().visitAs(person, '/app/plans');
    const card = page.getByRole('listitem').filter({ hasText: 'Current plan' });
    await card.getByText(/Current plan, given to you by the team on \w+ \d+, \d+/).waitFor();
    await card
      .getByText(/^You have version 1\. Version 2 comes on .+, when your month begins anew\.$/)
      .waitFor();
    await card.getByText('Articles: 40 articles a\u00a0day').waitFor();
    await card.getByText(/^New from /).waitFor();
    await card.getByText('Articles: +20 articles a\u00a0day').waitFor();
    await page.goto('/app/');
    await page.getByText(/given by the team on \w+ \d+/).waitFor();
    const { page: admins } = await product().visitAsAdmin('/app/admin/plans?q=Made to measure');
    await admins.getByText(/^Version 2 waits: 1 account gets it on /).waitFor();
    await admins.goto(`/app/admin/plans/${id}`);
    const editor = admins.getByRole('dialog');
    await editor.getByText('Compared with version 2, the newest.').waitFor();
    await editor.getByText(/^Version 2 waits: 1 account gets it on /).waitFor();

    const kept = await givePlan(product(), (await product().register()).account.id, [
      { code: 'articles', quota: 40, resetPeriod: 'daily' },
    ]);
    await updatePlan(product().server, product().adminToken, kept.id, {
      features: [{ code: 'articles', quota: 60, resetPeriod: 'daily' }],
      rollout: 'new_only',
    });
    await admins.goto(`/app/admin/plans/${kept.id}`);
    await editor.getByText('1 account has an older version').waitFor();
    await admins.goto(`/app/admin/accounts/${person.account.id}`);
    await admins.getByText(/^ · version 1; 2 comes on \w+ \d+, \d+$/).waitFor();
  });

  test('of which one has one that is on offer no more names that', async () => {
    const person = await product().register();
    const { id } = await givePlan(
      product(),
      person.account.id,
      [{ code: 'articles', quota: 40, resetPeriod: 'daily' }],
      'Of old',
    );
    const { page } = await product().visitAs(person, '/app/plans');
    await page.getByText(/Current plan, given/).waitFor();
    expect(await page.getByText('which is not on offer').count()).toBe(0);
    await asAdmin(product(), 'PATCH', `/admin/products/plans/${id}/status`, { status: 'archived' });
    await page.getByText('You have Of old, which is not on offer here').waitFor();
    expect(await page.getByText(/It is paid/).count()).toBe(0);
  });

  test('of which one has bought one that is on offer no more says until when that is paid', async () => {
    const { id } = await makePro(product(), { code: 'bought' });
    const person = await product().register();
    await payAtSandbox((await startPayment(product(), person, 'bought')).checkout_url);
    const { page } = await product().visitAs(person, '/app/plans');
    await page.getByText(/Current plan, paid by the month/).waitFor();
    await asAdmin(product(), 'PATCH', `/admin/products/plans/${id}/status`, { status: 'archived' });
    await page.getByText('You have Pro, which is not on offer here').waitFor();
    await page.getByText(/It is paid until \w+ \d+, \d+/).waitFor();
  });

  test('of what has a price tells a visitor at which price it was chosen', async () => {
    const { page } = await product().visit('/app/choose?plan=pro&interval=year&currency=USD');
    await page.getByText(/You chose Pro, \$290.* a year. Create your account first./).waitFor();
  });

  test('moves nothing when it is known at the registration', async () => {
    const { page } = await product().visit('/app/sign-in', { viewport: { width: 390, height: 844 } });
    const known = Promise.withResolvers<undefined>();
    await page.route('**/api/plans', async (route) => {
      await known.promise;
      await route.continue();
    });
    const next = encodeURIComponent('/app/checkout?plan=pro&interval=year&currency=USD');
    await page.goto(`/app/register?next=${next}`, { waitUntil: 'commit' });
    const field = page.getByLabel('Name');
    await field.waitFor();
    const before = await field.boundingBox();
    known.resolve(undefined);
    await page.getByText('You chose Pro').waitFor();
    expect(await field.boundingBox()).toEqual(before);
    const gaps = await page.locator('[data-field]').evaluateAll((items) =>
      items.map((item) => {
        const label = item.nextElementSibling?.querySelector('label');
        const help = item.querySelector('[id$=_extra]');
        return label && help ? label.getBoundingClientRect().top - help.getBoundingClientRect().bottom : 99;
      }),
    );
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(14);
  });

  test('of what has a price, without saying which of them, is not told as free', async () => {
    await makePro(product(), { code: 'pro_unpriced' });
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/choose?plan=pro_unpriced');
    const chosen = page.getByRole('status').filter({ hasText: 'You chose Pro' });
    await chosen.getByRole('link', { name: 'See my usage' }).waitFor();
    expect(await chosen.innerText()).not.toContain('costs nothing');
  });

  test('tells who is signed in at once, and of the plan they have that it is theirs', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/choose?plan=starter');
    await page.getByText('This is the plan you have. There is nothing more to do.').waitFor();
    await page.getByRole('button', { name: 'How to move to Spare' }).click();
    await page.getByText('You chose Spare').waitFor();
    await page.waitForURL('**/app/plans?plan=spare');
  });

  test('whose name begins with a digit stands apart from the Chinese beside it, there and on the landing page', async () => {
    await createPlan(product().server, product().adminToken, {
      code: 'trial',
      name: { en: '7-day trial', 'zh-CN': '7 天体验版' },
      prices: [{ interval: 'month', amountMinor: 100, currency: 'USD' }],
    });
    const { page } = await product().visit('/zh-CN/', { locale: 'zh-CN' });
    await page.getByRole('link', { name: '选择 7 天体验版', exact: true }).first().waitFor();
    const person = await product().register({ locale: 'zh-CN' });
    const { page: app } = await product().visitAs(person, '/app/plans', { locale: 'zh-CN' });
    await app.getByRole('link', { name: /^(选择|降级到) 7 天体验版$/ }).waitFor();
  });

  test('of a plan that is gone shows those that are there', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/choose?plan=bygone');
    await page.getByText('The plan you chose is no longer offered. These are:').waitFor();
    await page.getByRole('heading', { name: 'Starter' }).waitFor();
  });
});
