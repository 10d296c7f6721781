import { expect, test } from '@jest/globals';
import { AssignedPackage } from '@meterstone/server/contract/credits/packages';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Locator, Page } from 'playwright-core';
import { asAdmin, asApplication, givePlan } from '../harness/api.ts';
import { buyPackage, payAtSandbox, startPayment } from '../harness/orders.ts';
import { makePackage } from '../harness/packages.ts';
import { makePlan, makePro } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

const colourOf = (part: Locator, property: string) =>
  part.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

/** As the page writes the colour of a token. */
const colourNamed = (page: Page, token: string) =>
  page.evaluate((name) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = `var(${name})`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, token);

describeWithChromium('credits', () => {
  const product = useProduct();
  /** A plan with 10 articles a month, beyond which credits may pay. */
  const giveElasticArticles = (accountId: string, overageRate: { credits: number; per: number }) =>
    givePlan(product(), accountId, [
      { code: 'articles', quota: 10, resetPeriod: 'monthly', overage: 'credits', overageRate },
    ]);

  test('are shown with lots and lines, and move while an API key spends', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 1_200, reason: 'Welcome' });
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText('1,200 credits to spend').waitFor();
    await page
      .getByRole('row', { name: /Granted by the team “Welcome” · received .* 1,200 Never/ })
      .waitFor();
    await page.getByRole('row', { name: /Received \+1,200 1,200/ }).waitFor();
    await page.locator('[data-connection=live]').first().waitFor();

    await asApplication(product(), 'POST', '/credits/use', { accountId, amount: 50, referenceId: 'job-7' });
    await page.getByText('1,150 credits to spend').waitFor();
    const line = page.getByRole('row', { name: /Spent −50 1,150/ });
    await line.getByRole('button').click();
    await page.getByText('Reference: job-7').waitFor();
  });

  test('of a plan say when they come next, by the month of the account', async () => {
    const person = await product().register();
    const { code } = await makePro(product(), {
      code: 'monthly_credits',
      credits: { amount: 500, interval: 'month', rolloverPeriods: 0 },
    });
    const body = { planCode: code, reason: 'A test' };
    await asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/plan`, body);
    const { page } = await product().visitAs(person, '/app/credits');
    await page
      .getByText(/^Your plan’s next 500 credits come on .+ \(.+\), when your month begins anew\.$/)
      .waitFor();
  });

  test('pay beyond a quota once the owner agrees, up to a limit', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    await giveElasticArticles(accountId, { credits: 2, per: 10 });
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 50, reason: 'Welcome' });
    const record = (amount: number) =>
      asApplication(product(), 'POST', '/usage/record', { accountId, featureCode: 'articles', amount });

    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText('2 credits for each 10 articles, each use rounded up to a whole credit.').waitFor();
    await page.getByText('Nothing paid in this period.').waitFor();
    await expect(record(21)).rejects.toThrow('quota_exceeded');

    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).click();
    const cap = page.getByLabel('Most credits a period: Articles');
    await cap.fill('some');
    await page.getByText('Give a whole number').waitFor();
    await cap.fill('3');
    await page.getByRole('button', { name: 'Save limit' }).click();
    await page.getByText('Limit saved').waitFor();
    await page.locator('[data-connection=live]').first().waitFor();

    await record(21);
    await page
      .getByText('In this period 3 credits paid or held, for 11 articles beyond the quota.')
      .waitFor();
    await page.getByText('47 credits to spend').waitFor();
    await expect(record(1)).rejects.toThrow('quota_exceeded');

    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('11 beyond, paid with credits').waitFor();
    await page.getByText('your limit of 3 credits for this period is reached', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'See details: Articles' }).click();
    const receipt = page.getByRole('dialog').getByRole('table');
    await receipt
      .getByRole('row', {
        name: 'Beyond the quota, paid with credits 3 credits paid or held in this period +11',
      })
      .waitFor();
    await receipt.getByRole('row', { name: 'left 0', exact: true }).waitFor();
    const further = page.getByRole('region', { name: 'What you can do now' });
    await further.getByRole('link', { name: 'Raise your limit' }).waitFor();
  });

  test('are told in the place of "Exhausted" where they pay for more, until they can not', async () => {
    await makePackage(product(), 'Fifty');
    const person = await product().register();
    const accountId = person.account.id;
    await giveElasticArticles(accountId, { credits: 2, per: 1 });
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 3, reason: 'Welcome' });
    await fetch(`${product().server.url}/api/usage/elastic/articles`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true }),
    });
    const { page } = await product().visitAs(person, '/app/');
    await page.locator('[data-connection=live]').first().waitFor();
    const row = page.getByRole('list', { name: 'Quotas' }).getByRole('listitem');
    await product().record(accountId, 'articles', 10);
    // The gravest of three alerts floats for as long as it holds.
    await page
      .getByRole('status')
      .filter({ hasText: /used up until .* Credits pay for up to 1 more/ })
      .first()
      .waitFor();
    await row.getByRole('heading', { name: 'Articles Paid with credits' }).waitFor();
    await row.getByText('beyond that 2 credits for each article').waitFor();
    // Nothing is refused, so nothing looks as if it were.
    const fill = row.getByRole('progressbar').locator('> :last-child');
    const banner = page.getByRole('region', { name: 'Warning' });
    const icon = page.locator('.ant-notification-notice-icon .anticon');
    await expectSoon(() => colourOf(fill, 'background-color'), await colourNamed(page, '--warning'));
    expect(await colourOf(icon, 'color')).toBe(await colourNamed(page, '--warning'));
    await page.getByRole('button', { name: 'See credits' }).click();
    await page.waitForURL('**/app/credits');
    await banner.getByText('Credits pay for up to 1 more.').waitFor();
    await expectSoon(() => colourOf(banner, 'border-left-color'), await colourNamed(page, '--warning'));
    expect(await colourOf(banner.locator('.anticon').first(), 'color')).toBe(
      await colourNamed(page, '--warning'),
    );

    // One credit is left, and the next use costs two.
    await product().record(accountId, 'articles', 1);
    await page.getByRole('link', { name: 'Overview' }).click();
    await row.getByRole('heading', { name: 'Articles Exhausted' }).waitFor();
    expect(await row.getByText('beyond that').count()).toBe(0);
    await banner.getByText('New uses are refused').waitFor();
    await banner.getByRole('link', { name: 'Buy credits' }).waitFor();
    const exhausted = await colourNamed(page, '--exhausted');
    await expectSoon(() => colourOf(fill, 'background-color'), exhausted);
    await expectSoon(() => colourOf(banner, 'border-left-color'), exhausted);
    expect(await colourOf(banner.locator('.anticon').first(), 'color')).toBe(exhausted);
    // Refused is refused, whatever it was before: as in the quota's row.
    await banner.locator('.anticon-close-circle').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    const text = await banner.getByText('New uses are refused').boundingBox();
    expect((await banner.getByRole('link').first().boundingBox())?.x).toBe(text?.x);
  });

  test('end at a time, not only on a day, and lots that came alike are told apart', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const accountId = person.account.id;
    const grantAt = (at: string, reason: string) =>
      product().server.owner.query(
        `select public.grant_credits($1, 100, 'admin', $2, p_reason => $2, p_now => $3::text::timestamptz,
           p_expires_at => '2031-03-09T16:00:00Z')`,
        [accountId, reason, at],
      );
    await grantAt('2026-03-09T15:59:59Z', 'Welcome');
    await grantAt('2026-03-09T16:00:00Z', 'Sorry for the outage');
    const { page } = await product().visitAs(person, '/app/credits');
    const ends = 'Mar 10, 2031, 00:00';
    await page
      .getByRole('row', { name: `Granted by the team “Welcome” · received Mar 9, 2026 100 ${ends}` })
      .waitFor();
    await page
      .getByRole('row', {
        name: `Granted by the team “Sorry for the outage” · received Mar 10, 2026 100 ${ends}`,
      })
      .waitFor();
    await page
      .getByRole('row', { name: /Received/ })
      .first()
      .getByRole('button')
      .click();
    await page.getByText(new RegExp(`^100 credits: Granted by the team .* · end ${ends}`)).waitFor();

    // On phones below where they came from, in one line.
    await page.setViewportSize({ width: 390, height: 844 });
    const below = page.getByText(`end ${ends}`, { exact: true }).first();
    expect(await below.evaluate((line) => line.clientHeight)).toBeLessThan(30);
  });

  test('are shown as the way out where a quota is used up, and where more of them come from', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const quota = { quota: 10, resetPeriod: 'monthly' } as const;
    await givePlan(product(), accountId, [
      { code: 'articles', ...quota, overage: 'credits', overageRate: { credits: 2, per: 10 } },
      { code: 'tokens', ...quota },
    ]);
    await product().record(accountId, 'tokens', 10);
    const { page } = await product().visitAs(person, '/app/');
    const banner = page.getByRole('region', { name: 'Warning' });
    await banner.getByText(/^Tokens: used up until .* New uses are refused\.$/).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await banner.getByRole('link').allInnerTexts()).toEqual(['See plans']);

    await product().record(accountId, 'articles', 10);
    await page.goto('/app/');
    await banner
      .getByText(
        /^Articles: used up until .* New uses are refused\. You have not let credits pay for more\.$/,
      )
      .waitFor();
    expect(await banner.getByRole('link').allInnerTexts()).toEqual(['Let credits pay', '1 more']);
    // On a screen that does not hold the whole page.
    await page.setViewportSize({ width: 390, height: 500 });
    await banner.getByRole('link', { name: 'Let credits pay' }).click();
    await page.waitForURL('**/app/credits#elastic');
    await page.getByRole('link', { name: 'packages of credits' }).waitFor();
    await page.waitForFunction(() => {
      const heading = [...document.querySelectorAll('h2')].find(({ textContent }) =>
        /quota/.test(textContent),
      );
      const top = heading?.getBoundingClientRect().top ?? -1;
      return top > 0 && top < window.innerHeight / 2;
    });
    await page.getByRole('link', { name: 'packages of credits' }).waitFor();
    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).click();
    await page.getByText('There are no credits to pay with now').waitFor();
    await page.getByRole('link', { name: 'Some plans include credits' }).click();
    await page.waitForURL('**/app/plans');
  });

  test('say before they are bought what they buy, or which plans let them buy anything', async () => {
    await makePackage(product(), 'Hundred');
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/packages');
    await page.getByText('On your plan, credits can’t pay for use beyond a quota.').waitFor();
    await page.goto('/app/credits');
    await page.getByText('On your plan, credits can’t pay for use beyond a quota.').waitFor();

    await giveElasticArticles(person.account.id, { credits: 2, per: 10 });
    await page.goto('/app/packages');
    await page.getByText('Articles: 100 credits = up to 500 articles beyond your quota').waitFor();
    await page.getByRole('link', { name: 'Let credits pay' }).click();
    await page.waitForURL('**/app/credits#elastic');
    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).waitFor();
    expect(await page.getByText('credits can’t pay').count()).toBe(0);
  });

  test('say once they are bought that they pay only where one lets them, and lead there', async () => {
    const person = await product().register();
    await giveElasticArticles(person.account.id, { credits: 2, per: 10 });
    const { requestId } = await buyPackage(product(), person, 'Unused');
    const { page } = await product().visitAs(person, `/app/checkout/result?request_id=${requestId}`);
    const said = page.getByText('Beyond a quota they pay only where you let them. Let credits pay');
    await said.waitFor();
    await page.goto('/app/credits');
    await said.getByRole('link', { name: 'Let credits pay' }).click();
    await page.waitForURL('**/app/credits#elastic');
    await page.getByRole('switch', { name: 'Let credits pay beyond the quota: Articles' }).click();
    await said.waitFor({ state: 'detached' });
  });

  test('of a package that was bought twice come with the first for its days, and then with the second', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const { id: packageId } = await makePackage(product(), 'Handful', { dailyCredits: 5 });
    const give = () =>
      asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/packages`, {
        packageId,
        reason: 'a gift',
      });
    const first = AssignedPackage.parse(await give());
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText(/^Handful until \w+ \d+, \d+, \d\d:\d\d · 5 credits each day$/).waitFor();

    const second = AssignedPackage.parse(await give());
    const at = (instant: string) =>
      new Intl.DateTimeFormat('en-US', {
        dateStyle: 'medium',
        timeStyle: 'short',
        hourCycle: 'h23',
        timeZone: 'Asia/Shanghai',
      }).format(new Date(instant));
    await page.goto('/app/credits');
    const gives = '5 credits each day · 100 credits came at once and last until then';
    await expectSoon(
      () => page.getByRole('list', { name: 'Handful' }).getByRole('listitem').allInnerTexts(),
      [
        `now, until ${at(first.endsAt)} · ${gives}`,
        `from ${at(first.endsAt)} until ${at(second.endsAt)} · ${gives}`,
      ],
    );
  });

  test('of a package that one has say so on its card, with its last day in the account’s time', async () => {
    const person = await product().register({ timeZone: 'Pacific/Auckland' });
    const held = await makePackage(product(), 'Held');
    await makePackage(product(), 'Other');
    const { page } = await product().visitAs(person, '/app/packages');
    const card = (name: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
    await card('Held').waitFor();
    expect(await page.getByText('You have it until').count()).toBe(0);
    const given = AssignedPackage.parse(
      await asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/packages`, {
        packageId: held.id,
        reason: 'a gift',
      }),
    );
    const lastDay = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'Pacific/Auckland' });
    // Also where it came while one looked.
    await card('Held')
      .getByText(`You have it until ${lastDay.format(new Date(given.endsAt))}`, { exact: true })
      .waitFor();
    await card('Held').getByRole('link', { name: 'Buy Held' }).waitFor();
    expect(await card('Other').getByText('You have it').count()).toBe(0);
  });

  test('are said to be of use on other plans, which are linked only while one of them can be bought', async () => {
    const overage = { overage: 'credits', overageRate: { credits: 2, per: 10 } } as const;
    await makePro(product(), {
      code: 'lets_credits_pay',
      name: { en: 'Elastic', 'zh-CN': '弹性版' },
      features: [{ code: 'articles', quota: 1_000, resetPeriod: 'daily', ...overage }],
    });
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/credits');
    const link = page.getByRole('link', { name: /They can on/ });
    expect(await link.innerText()).toBe('They can on Elastic');
    expect(await link.getAttribute('href')).toBe('/app/plans');

    // Nothing is sold beside what they have paid for.
    const mini = await makePlan(product(), 'Mini');
    await payAtSandbox((await startPayment(product(), person, mini.prices[0]?.id ?? '')).checkout_url);
    await page.reload();
    await page.getByText(/They can on .*Elastic/).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await link.count()).toBe(0);
  });

  test('have a space between digits and Chinese words, whatever a package is called', async () => {
    await makePackage(product(), '5,000 积分包');
    const person = await product().register({ locale: 'zh-CN' });
    const { page } = await product().visitAs(person, '/app/packages', { locale: 'zh-CN' });
    await page.getByRole('link', { name: '购买 5,000 积分包', exact: true }).waitFor();
  });
});
