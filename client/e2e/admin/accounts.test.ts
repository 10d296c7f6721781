import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createFeature, createPlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Locator } from 'playwright-core';
import { asAdmin, asApplication } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

/** Says why, which one is told beforehand to be needed, once the empty reason was refused, and confirms. */
async function giveReason(dialog: Locator, reason: string, submit: string): Promise<void> {
  const why = dialog.getByRole('textbox', { name: 'Reason (required)', exact: true });
  expect(await why.getAttribute('aria-required')).toBe('true');
  await dialog.getByRole('button', { name: submit }).click();
  await dialog.locator('#reason_help').getByText('Fill this in').waitFor();
  await why.fill(reason);
  await dialog.getByRole('button', { name: submit }).click();
}

describeWithChromium("the admin's accounts", () => {
  const product = useProduct();

  test('are found by e-mail, name and external id', async () => {
    const person = await product().register({ name: 'Rosalind Franklin', email: 'rosalind@example.com' });
    await asApplication(product(), 'PUT', '/admin/accounts/ext:customer-4711', { name: 'Crick and Sons' });
    const { page } = await product().visitAsAdmin('/app/admin/accounts');
    const search = page.getByRole('searchbox', { name: 'Search by e-mail, name or external id' });
    for (const { text, name } of [
      { text: 'rosalind@', name: 'Rosalind Franklin' },
      { text: 'franklin', name: 'Rosalind Franklin' },
      { text: 'customer-47', name: 'Crick and Sons' },
    ]) {
      await search.fill(text);
      await page.waitForURL(`**/app/admin/accounts?q=${encodeURIComponent(text)}`);
      await page.getByText('1 account', { exact: true }).waitFor();
      await page.getByRole('link', { name }).waitFor();
    }
    await search.fill('nobody at all');
    await page.getByRole('heading', { name: 'No account matches “nobody at all”' }).waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('link', { name: 'Rosalind Franklin' }).click();
    await page.waitForURL(`**/app/admin/accounts/${person.account.id}`);
    await expectSoon(() => page.title(), 'Rosalind Franklin · Accounts · Meterstone');
    await page.getByRole('heading', { name: 'Rosalind Franklin', level: 1 }).waitFor();
  });

  test('say who is about to run out, at an address that can be shared', async () => {
    const [full, half, fresh] = [
      await product().register({ name: 'Quota Ten' }),
      await product().register({ name: 'Quota Two' }),
      await product().register({ name: 'Quota Three' }),
    ];
    await product().record(full.account.id, 'articles', 96);
    await product().record(half.account.id, 'tokens', 500);
    const { page } = await product().visitAsAdmin('/app/admin/accounts?q=quota&sort=highest');
    const names = async () => await page.getByRole('row').getByRole('link').allInnerTexts();
    await expectSoon(names, ['Quota Ten', 'Quota Two', 'Quota Three']);
    const first = page.getByRole('row').filter({ hasText: full.account.name });
    await first.getByRole('progressbar', { name: 'Articles: 96' }).waitFor();
    // Whichever second of a minute it is: the rest of the page tells minutes.
    const [{ lastUseAt }] = await asAdmin(product(), 'GET', '/admin/accounts?q=quota&sort=highest');
    const minute = 60_000;
    await page.clock.setFixedTime(Math.ceil(Date.parse(lastUseAt) / minute) * minute - 1);
    await first.getByText('just now').waitFor();
    const last = page.getByRole('row').filter({ hasText: fresh.account.name });
    expect(await last.getByText('–').count()).toBe(2);
    // Nobody tells of others' uses, so the list asks again by itself.
    await product().record(fresh.account.id, 'articles', 50);
    await last.getByRole('progressbar', { name: 'Articles: 50' }).waitFor();

    await page.getByRole('combobox', { name: 'Used' }).click();
    await page.getByTitle('95% or more').click();
    await page.waitForURL('**/app/admin/accounts?q=quota&sort=highest&level=95');
    await expectSoon(names, ['Quota Ten']);
    await page.reload();
    await expectSoon(names, ['Quota Ten']);
    await page.getByRole('combobox', { name: 'Plan' }).click();
    await page.getByTitle('Starter').click();
    await expectSoon(names, ['Quota Ten']);
    expect(new URL(page.url()).searchParams.get('plan')).toBe('starter');
  });

  test('tell the id by which the API and files of credits name them, to be copied', async () => {
    const { account } = await product().register();
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${account.id}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const id = page.getByRole('definition').filter({ hasText: account.id });
    await id.getByRole('button', { name: 'Copy' }).click();
    await id.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(account.id);
  });

  test('that get a bigger plan are told what an override keeps back, and it is lifted with it', async () => {
    await createPlan(product().server, product().adminToken, {
      code: 'bigger',
      name: { en: 'Bigger', 'zh-CN': '大杯' },
      credits: { amount: 500, interval: 'month' },
      features: [
        {
          ...{ code: 'articles', quota: 500, resetPeriod: 'daily' },
          ...{ overage: 'credits', overageRate: { credits: 2, per: 1 } },
        },
      ],
    });
    const { account } = await product().register({ name: 'Lise Meitner' });
    const path = `/admin/accounts/${account.id}`;
    await asAdmin(product(), 'PUT', `${path}/overrides/articles`, { quota: 50, reason: 'A trial' });
    const { page } = await product().visitAsAdmin(`/app${path}`);
    await page.getByRole('button', { name: 'Change plan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the plan of Lise Meitner' });
    await dialog.getByRole('combobox', { name: 'New plan' }).click();
    await page.getByTitle('Bigger', { exact: true }).click();
    await dialog.getByText('stays at 50 a day, by an override').waitFor();
    // What it gives besides quotas, and on which terms.
    await dialog.getByText('Bigger gives 500 credits each period.').waitFor();
    await dialog.getByText('Beyond its quotas, credits can pay').waitFor();
    await dialog.getByText(/^Articles: .*2 credits/).waitFor();
    await dialog.getByText('Given so, Bigger has no end and costs the account nothing.').waitFor();
    // One that ends by itself says when, by the account’s clock, which the hour of the test decides.
    const expiresAt = '2030-12-03T12:00:00.000Z';
    const body = { quota: 50, reason: 'A trial', expiresAt };
    await asAdmin(product(), 'PUT', `${path}/overrides/articles`, body);
    await dialog.getByText(/^stays at 50 a day until Dec [2-4], .*, by an override$/).waitFor();
    await dialog.getByText('The plan would give 500 a day.').waitFor();
    await dialog.getByRole('checkbox', { name: 'Lift the override of Articles, too' }).check();
    await giveReason(dialog, 'Bought by invoice', 'Change to Bigger');
    await toastOf(page, 'Lise Meitner is on Bigger now.');
    expect(await asAdmin(product(), 'GET', path)).toMatchObject({ planCode: 'bigger', overrides: [] });
  });

  test("take a plan, an override and a reset, each with a reason; the user's page follows at once", async () => {
    await createPlan(product().server, product().adminToken, {
      code: 'team',
      name: { en: 'Team', 'zh-CN': '团队版' },
      features: [{ code: 'articles', quota: 500, resetPeriod: 'daily' }],
    });
    const person = await product().register({ name: 'Barbara McClintock' });
    await product().record(person.account.id, 'articles', 90);
    const user = await product().visitAs(person, '/app/');
    await user.page.getByText('90 used · 10 left of 100').waitFor();
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`);

    await page.getByRole('button', { name: 'Change plan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the plan of Barbara McClintock' });
    await dialog.getByRole('combobox', { name: 'New plan' }).click();
    await page.getByTitle('Team', { exact: true }).click();
    await dialog.getByText('Tokens').waitFor();
    await giveReason(dialog, 'Bought by invoice', 'Change to Team');
    await toastOf(page, 'Barbara McClintock is on Team now.');
    await dialog.waitFor({ state: 'hidden' });
    await user.page.getByText('90 used · 410 left of 500').waitFor();

    await page.getByRole('button', { name: 'Override: Articles' }).click();
    const override = page.getByRole('dialog', {
      name: 'Articles: a quota of its own for Barbara McClintock',
    });
    const amount = override.getByLabel('How many');
    for (const { typed, refusal } of [
      { typed: '-1', refusal: 'Give a whole number of 0 or more; for no limit choose Unlimited' },
      { typed: '9007199254740993', refusal: 'At most 9,007,199,254,740,991; for no limit choose Unlimited' },
      { typed: '1.5', refusal: 'Give a whole number of 0 or more; for no limit choose Unlimited' },
    ]) {
      await amount.fill(typed);
      await amount.blur();
      await override.getByText(refusal).waitFor();
      await expectSoon(() => amount.inputValue(), typed);
    }
    await amount.fill('80');
    await override.getByText(/^90 are used: Articles will be blocked until /).waitFor();
    const effects = override.locator('section');
    const lines = effects.getByRole('listitem');
    const told = async () => (await lines.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    await expectSoon(told, ['Quota 500 a day 80 a day', 'Left now 410 0', 'Used beyond that: 10']);
    await amount.fill('120');
    await expectSoon(told, ['Quota 500 a day 120 a day', 'Left now 410 30']);
    expect(await effects.getByText(/blocked/).count()).toBe(0);
    await giveReason(override, 'As agreed on the phone', 'Set override');
    await toastOf(page, 'Articles of Barbara McClintock has an override now.');
    await override.waitFor({ state: 'hidden' });
    await user.page.getByText('90 used · 30 left of 120').waitFor();
    await page.getByText(/Override: 120/).waitFor();

    await page.getByRole('button', { name: 'Reset: Articles' }).click();
    const reset = page.getByRole('dialog', { name: 'Reset the usage of Barbara McClintock' });
    await reset.getByText('90 → 0').waitFor();
    await giveReason(reset, 'Our outage', 'Reset Articles to 0');
    await toastOf(page, 'Reset for Barbara McClintock: Articles.');
    await reset.waitFor({ state: 'hidden' });
    await user.page.getByText('0 used · 120 left of 120').waitFor();

    await page.getByRole('button', { name: 'Lift override: Articles' }).click();
    const lift = page.getByRole('dialog', { name: 'Lift the override of Articles for Barbara McClintock' });
    await lift.getByText('The quota goes from 120 back to what the plan gives: 500.').waitFor();
    await giveReason(lift, 'The campaign is over', 'Lift override');
    await toastOf(page, 'Articles of Barbara McClintock follows the plan again.');
    await lift.waitFor({ state: 'hidden' });
    await user.page.getByText('0 used · 500 left of 500').waitFor();

    await page.getByRole('tab', { name: 'History' }).click();
    const history = page.getByRole('tabpanel').getByRole('listitem');
    await expectSoon(
      async () => (await history.allInnerTexts()).slice(0, 4),
      [
        /lifted the override of Articles.*The campaign is over/s,
        /reset the use of Articles.*Our outage/s,
        /set the quota of Articles to 120.*As agreed on the phone/s,
        /changed the plan from Starter to Team.*Bought by invoice/s,
      ].map((line) => expect.stringMatching(line)),
    );

    await page.getByRole('tab', { name: 'Usage records' }).click();
    await page.getByRole('cell', { name: 'Reset', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByText('Articles: 80% reached, 90 of 100 used').waitFor();
  });

  test('can be given without limit or none of a feature, until a time on the clocks of the account', async () => {
    const person = await product().register({ timeZone: 'Asia/Tokyo' });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`, {
      timezoneId: 'America/New_York',
    });
    await page.getByText('On or off: changes with the plan').waitFor();
    await page.getByRole('button', { name: 'Override: Articles' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Not included').check();
    await dialog.getByText('No use of Articles will be allowed').waitFor();
    await dialog.getByLabel('Unlimited').check();
    await dialog.getByText('In the account’s time zone, Tokyo.').waitFor();
    const year = new Date().getUTCFullYear() + 2;
    await dialog.getByLabel('Until').fill(`${year}-06-01 09:00`);
    await dialog.getByLabel('Reason').fill('A campaign');
    await dialog.getByRole('button', { name: 'Set override' }).click();
    await page.getByText('Override: Unlimited').waitFor();
    await page.getByText(`until Jun 1, ${year}, 09:00 (Tokyo)`).waitFor();
    const { overrides } = await asAdmin(product(), 'GET', `/admin/accounts/${person.account.id}`);
    expect(overrides).toMatchObject([{ quota: -1, expiresAt: `${year}-06-01T00:00:00.000Z` }]);
  });

  test.each(['nope', '01995e1e-0000-7000-8000-000000000000'])(
    'say so where there is none: %s',
    async (id) => {
      const visit = await product().visitAsAdmin(`/app/admin/accounts/${id}`);
      visit.excuse(/404|422/);
      await visit.page.getByRole('heading', { name: 'There is no such account' }).waitFor();
      expect(await visit.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
      await visit.page.getByRole('link', { name: 'All accounts' }).click();
      await visit.page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
    },
  );

  test('can be given a feature that their plan lacks, and switches of it off', async () => {
    await createFeature(product().server, product().adminToken, {
      code: 'sso',
      name: { en: 'Single sign-on', 'zh-CN': '单点登录' },
      kind: 'boolean',
    });
    const person = await product().register({ name: 'Lise Meitner' });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`);
    await page.getByRole('combobox', { name: 'Give a feature that it lacks' }).click();
    await page.getByTitle('Single sign-on').click();
    const given = page.getByRole('dialog', { name: 'Single sign-on: an override for Lise Meitner' });
    await given.getByText('The plan gives: Not included').waitFor();
    await giveReason(given, 'Asked for it', 'Set override');
    await given.waitFor({ state: 'hidden' });
    const row = page.getByRole('listitem').filter({ hasText: 'Single sign-on' });
    await row.getByText('Override: Included').waitFor();

    await page.getByRole('button', { name: 'Override: Priority support' }).click();
    const taken = page.getByRole('dialog', { name: 'Priority support: an override for Lise Meitner' });
    await taken.getByText('The plan gives: Included').waitFor();
    await taken.getByLabel('Not included').check();
    await giveReason(taken, 'Abused it', 'Set override');
    await taken.waitFor({ state: 'hidden' });
    const support = page.getByRole('listitem').filter({ hasText: 'Priority support' });
    await support.getByText('Override: Not included').waitFor();
    await support.getByText('The plan gives: Included').waitFor();

    const { page: own } = await product().visitAs(person, '/app/why/sso');
    await own.getByText('An admin switched it on for you.').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText(/set the quota of Single sign-on to Included/).waitFor();
  });

  test('have their addresses in one line, or broken behind a dot, and never within a word', async () => {
    const email = 'katherine.johnson.of.langley@computing.example.com';
    await product().register({ name: 'Katherine', email });
    const { page } = await product().visitAsAdmin('/app/admin/accounts', {
      viewport: { width: 1440, height: 900 },
    });
    const inColumn = page.getByTitle(email);
    const height = async () => (await inColumn.boundingBox())?.height ?? Infinity;
    await inColumn.waitFor();
    expect(await height()).toBeLessThan(30);
    await page.setViewportSize({ width: 390, height: 844 });
    await inColumn.waitFor({ state: 'detached' });
    // What stands in each line of it.
    const lines = await page
      .getByText(email)
      .filter({ visible: true })
      .evaluate((element) => {
        const byTop = new Map<number, string>();
        const range = document.createRange();
        for (const node of element.childNodes) {
          if (!(node instanceof Text)) continue;
          for (let at = 0; at < node.data.length; at += 1) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { top } = range.getBoundingClientRect();
            byTop.set(top, (byTop.get(top) ?? '') + node.data.charAt(at));
          }
        }
        return [...byTop.values()];
      });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(0, -1).every((line) => /[@.]$/.test(line))).toBe(true);
    expect(lines.join('')).toBe(email);
  });

  test('follow what is used, without a reload', async () => {
    const person = await product().register();
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}`);
    await page.getByRole('button', { name: 'Override: Articles' }).waitFor();
    await product().record(person.account.id, 'articles', 37);
    await page.getByRole('progressbar', { name: 'Articles: 37% of 100 used' }).waitFor();
  });

  test('can be seen as their owner sees them, to read and not to change, and left again', async () => {
    const person = await product().register({ name: 'Hedy Lamarr' });
    const address = `/app/admin/accounts/${person.account.id}`;
    const { page, excuse } = await product().visitAsAdmin(address);
    excuse(/403/);
    await page.getByRole('button', { name: 'See what they see' }).click();
    await giveReason(page.getByRole('dialog'), 'She asked about her bar', 'See their pages');
    const banner = page.getByText(/^You see what Hedy Lamarr sees, until/);
    await banner.waitFor();
    expect(new URL(page.url()).pathname).toBe('/app/');
    await page.getByText('Live', { exact: true }).waitFor();
    await product().record(person.account.id, 'articles', 37);
    await page.getByRole('progressbar', { name: 'Articles: 37% of 100 used' }).waitFor();

    await page.reload();
    await banner.waitFor();
    await page.getByRole('button', { name: 'Your account: Hedy Lamarr' }).click();
    await page.getByRole('menuitem', { name: 'Profile' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Somebody else');
    await page.getByRole('region', { name: 'Name' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('You are only viewing this account').waitFor();

    await page.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(`**${address}`);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText(/looked at the pages as their owner sees them/).waitFor();
    await page.getByText('She asked about her bar').waitFor();
  });
});
