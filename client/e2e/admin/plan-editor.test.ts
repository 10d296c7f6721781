import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { Locator, Page, Route } from 'playwright-core';
import { asAdmin } from '../harness/api.ts';
import { payAtSandbox, startPayment } from '../harness/orders.ts';
import { makePlan, publicNames, rowOf } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

/** Chooses from a list that opens under a field. */
async function choose(page: Page, field: Locator, choice: string): Promise<void> {
  await field.click();
  await page.getByTitle(choice, { exact: true }).last().click();
}

describeWithChromium('plans in their editor', () => {
  const product = useProduct();

  test('are created in a drawer that judges fields while one types, and tells what will happen', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/plans');
    await page
      .getByRole('button', { name: 'New plan' })
      .or(page.getByRole('link', { name: 'New plan' }))
      .click();
    const drawer = page.getByRole('dialog', { name: 'New plan' });
    await drawer.getByRole('button', { name: 'Create plan' }).click();
    await drawer.getByText(/fields? (is|are) not right yet/).waitFor();
    const code = drawer.getByLabel('Code');
    await code.fill('Not A Code');
    await drawer.getByText('2 to 64 lower-case letters, digits or _, a letter first').waitFor();
    await code.fill('studio');
    await drawer.getByText('2 to 64 lower-case letters').waitFor({ state: 'detached' });
    await drawer.getByLabel('Name (English)').fill('Studio');
    await drawer.getByLabel('Name (Chinese)').fill('工作室版');
    await drawer.getByLabel('Description (English)').fill('For small teams');
    await drawer.getByLabel('Description (Chinese)').fill('适合小团队');

    await choose(page, drawer.getByRole('combobox', { name: 'Add a feature' }), 'Articles · articles');
    await drawer.getByLabel('Articles: how many').fill('2500');
    await drawer.getByRole('button', { name: 'Add a price' }).click();
    await drawer.getByLabel('Amount').fill('nine');
    await drawer.getByText(/Give an amount such as/).waitFor();
    await drawer.getByLabel('Amount').fill('49.90');
    await choose(page, drawer.getByRole('combobox', { name: 'Status' }), 'Active');
    await drawer.getByText('Everybody sees the plan at once and can choose it.').waitFor();
    await drawer.getByRole('button', { name: 'Create plan' }).click();
    await toastOf(page, 'Studio is created');
    await page.waitForURL('**/app/admin/plans');
    await rowOf(page, 'Studio').getByText('$49.90').waitFor();
    await expectSoon(() => publicNames(product()), expect.arrayContaining(['Studio']));
  });

  test('show before publishing what changes, for whom, and who would be over', async () => {
    const plan = await makePlan(product(), 'Preview');
    const person = await product().register();
    await asAdmin(product(), 'POST', `/admin/accounts/${person.account.id}/plan`, {
      planCode: plan.code,
      reason: 'A test',
    });
    await product().record(person.account.id, 'articles', 40);
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    const drawer = page.getByRole('dialog', { name: 'Preview, version 1' });
    await drawer.getByText('Nothing is changed yet.').waitFor();
    await drawer.getByLabel('Articles: how many').fill('30');
    await drawer
      .getByText('Articles: 1 account is already above 30 today and will be blocked until midnight.')
      .waitFor();
    await drawer.getByRole('radio', { name: /^When each account’s month begins anew/ }).check();
    await drawer.getByText('1 account gets this when its month begins anew.').waitFor();
    await drawer.getByRole('radio', { name: /^For new accounts only/ }).check();
    await drawer.getByText('1 account has the plan and keeps what it has.').waitFor();
    await drawer.getByLabel('Reason (optional)').fill('Costs rose');
    await drawer.getByRole('button', { name: 'Publish version 2' }).click();
    await toastOf(page, 'Version 2 of Preview is published');

    await page.goto(`/app/admin/history?plan=${plan.id}`);
    await page.getByText(/lowered Articles of Preview from 50 to 30/).waitFor();
    await page.getByText('“Costs rose”').waitFor();

    // An old version opens, and a new one can begin with it.
    await page.getByRole('link', { name: 'Open version 1' }).click();
    const old = page.getByRole('dialog', { name: 'Preview, version 1' });
    await old.getByText('50 a day').waitFor();
    await old.getByRole('button', { name: 'Start a new version from it' }).click();
    await page.getByText('The fields hold version 1 of Preview. Nothing is published yet.').waitFor();
    await expectSoon(() => page.getByLabel('Articles: how many').inputValue(), '50');
    await page.getByRole('button', { name: 'Publish version 3' }).click();
    await toastOf(page, 'Version 3 of Preview is published');
  });

  test('keep the button on the screen, however much is said above it', async () => {
    const plan = await makePlan(product(), 'Low window');
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    await page.setViewportSize({ width: 1280, height: 640 });
    await page.getByText('Nobody has the plan yet.').waitFor();
    const button = await page.getByRole('button', { name: 'Publish version 2' }).boundingBox();
    expect((button?.y ?? 0) + (button?.height ?? Infinity)).toBeLessThanOrEqual(640);
  });

  test('take nothing from buyers at once, unless that is chosen, and say why', async () => {
    const plan = await makePlan(product(), 'Bought');
    const person = await product().register();
    await payAtSandbox((await startPayment(product(), person, plan.prices[0]?.id ?? '')).checkout_url);
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    const now = page.getByRole('radio', { name: /^At once/ });
    const renewal = page.getByRole('radio', { name: /^When each account’s month begins anew/ });
    await page.getByLabel('Articles: how many').fill('60');
    await page.getByText('1 account has the plan and gets this at once.').waitFor();
    expect(await now.isChecked()).toBe(true);

    await page.getByLabel('Articles: how many').fill('40');
    await page.getByText('Preselected: at once, people who have paid would get less').waitFor();
    expect(await renewal.isChecked()).toBe(true);
    await page.getByText('1 account has paid for a time, and keeps the version it bought').waitFor();
    expect(await page.getByText('gets this when its month begins anew').count()).toBe(0);
    await page.getByText(/keeps more than this until what it paid for ends\.$/).waitFor();
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await toastOf(page, 'Version 2 of Bought is published');
    await page.goto(`/app/admin/history?plan=${plan.id}`);
    await page.getByText(/lowered Articles of Bought from 50 to 40/).waitFor();
    await page
      .getByText(/when its month begins anew/)
      .first()
      .waitFor();

    // What an admin has chosen stays, also where they were quicker than the advice.
    const advice = Promise.withResolvers<undefined>();
    await page.route('**/preview', async (route) => {
      await advice.promise;
      await route.continue();
    });
    await page.goto(`/app/admin/plans/${plan.id}`);
    await now.check();
    advice.resolve(undefined);
    await page.getByLabel('Articles: how many').fill('30');
    await page.getByText('1 account that has paid for the plan gets less at once than it bought').waitFor();
    expect(await now.isChecked()).toBe(true);
    expect(await page.getByText('Preselected').count()).toBe(0);
  });

  test('are held back from publishing until it is known whom exactly this edit affects', async () => {
    const plan = await makePlan(product(), 'Held');
    const { page, excuse } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    excuse(/ERR_FAILED/);
    const publish = page.getByRole('button', { name: 'Publish version 2' });
    await page.getByText('Nobody has the plan yet.').waitFor();
    await expectSoon(() => publish.isEnabled(), true);

    const asked = Promise.withResolvers<Route>();
    await page.route('**/preview', (route) => asked.resolve(route));
    await page.getByLabel('Articles: how many').fill('30');
    await page.getByText('Working it out…').waitFor();
    await page.keyboard.press('Control+s');
    const route = await asked.promise;
    await expectSoon(() => publish.isDisabled(), true);
    await route.continue();
    await page.unroute('**/preview');
    await page.getByText('Working it out…').waitFor({ state: 'detached' });
    await waitUntil(() => publish.evaluate((button) => button === document.activeElement));

    await page.route('**/preview', (lost) => lost.abort());
    await page.getByLabel('Articles: how many').fill('20');
    const failure = page.getByRole('alert').filter({ hasText: 'so publishing waits' });
    await failure.waitFor();
    await expectSoon(() => publish.isDisabled(), true);
    await page.unroute('**/preview');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await failure.waitFor({ state: 'detached' });
    await publish.click();
    await toastOf(page, 'Version 2 of Held is published');
  });

  test('that two admins edit at once show both versions, and lose nothing whichever is chosen', async () => {
    const plan = await makePlan(product(), 'Contested');
    const open = () => product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    const [keeper, taker] = await Promise.all([open(), open()]);
    await keeper.page.getByLabel('Name (English)').fill('Contested by one');
    await taker.page.getByLabel('Name (English)').fill('Contested by another');
    await updatePlan(product().server, product().adminToken, plan.id, {
      features: [{ code: 'articles', quota: 75, resetPeriod: 'daily' }],
    });

    for (const { page } of [keeper, taker]) {
      await page
        .getByRole('alert')
        .getByText(/published version 2 while you were editing/)
        .waitFor();
      const both = page.getByRole('list', { name: 'Both versions, field by field' }).getByRole('listitem');
      await both.filter({ hasText: 'Articles' }).getByText('75', { exact: true }).waitFor();
      await both
        .filter({ hasText: 'Name (English)' })
        .getByText(/Contested by/)
        .waitFor();
    }
    await keeper.page.getByRole('button', { name: 'Keep mine on top of version 2' }).click();
    await expectSoon(() => keeper.page.getByLabel('Name (English)').inputValue(), 'Contested by one');
    await expectSoon(() => keeper.page.getByLabel('Articles: how many').inputValue(), '75');

    await taker.page.getByRole('button', { name: 'Take theirs' }).click();
    await expectSoon(() => taker.page.getByLabel('Name (English)').inputValue(), 'Contested');
    await expectSoon(() => taker.page.getByLabel('Articles: how many').inputValue(), '75');
    await taker.page.getByRole('button', { name: 'Bring mine back' }).click();
    await expectSoon(() => taker.page.getByLabel('Name (English)').inputValue(), 'Contested by another');

    await keeper.page.getByRole('button', { name: 'Publish version 3' }).click();
    await toastOf(keeper.page, 'Version 3 of Contested by one is published');
  });

  test('leave a quota as it is typed, and say beside it what is wrong', async () => {
    const plan = await makePlan(product(), 'Typed');
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    const quota = page.getByLabel('Articles: how many');
    for (const [typed, told] of [
      ['-1', 'Give a whole number of 1 or more'],
      ['1.5', 'Give a whole number of 1 or more'],
      ['0', 'Give a whole number of 1 or more'],
      ['abc', 'Give a whole number of 1 or more'],
      ['99999999999999999999', 'At most 9,007,199,254,740,991; for no limit choose Unlimited'],
      ['', 'Fill this in'],
    ] as const) {
      await quota.fill(typed);
      await quota.blur();
      await page.getByText(told).waitFor();
      await expectSoon(() => quota.inputValue(), typed);
    }
    await quota.fill('2,500');
    await page.getByText('Fill this in').waitFor({ state: 'detached' });
    await choose(page, page.getByRole('combobox', { name: 'Add a feature' }), 'Tokens · tokens');
    await expectSoon(() => page.getByLabel('Tokens: how many').inputValue(), '');
    await page.getByRole('button', { name: 'Remove Tokens' }).click();
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await toastOf(page, 'Version 2 of Typed is published');
    await page.goto(`/app/admin/plans/${plan.id}`);
    await quota.waitFor();
    await expectSoon(() => quota.inputValue(), '2,500');
  });

  test('keep unsaved work when the drawer is closed', async () => {
    const plan = await makePlan(product(), 'Unfinished');
    const { page } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    await page.getByLabel('Articles: how many').fill('66');
    await page
      .getByText('1 account', { exact: false })
      .or(page.getByText('Nobody has the plan yet.'))
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL('**/app/admin/plans');
    await page.getByRole('link', { name: 'Unfinished', exact: true }).click();
    await page.getByText(/^Restore your unsaved changes from/).waitFor();
    await page.getByRole('button', { name: 'Restore them' }).click();
    await expectSoon(() => page.getByLabel('Articles: how many').inputValue(), '66');
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await toastOf(page, 'Version 2 of Unfinished is published');
    await page.getByRole('link', { name: 'Unfinished', exact: true }).click();
    await page.getByText('Nothing is changed yet.').waitFor();
    await page.getByText(/^Restore your unsaved changes/).waitFor({ state: 'detached' });
  });

  test('keep the unsaved work of one tab while another one follows what is published', async () => {
    const plan = await makePlan(product(), 'Tabbed');
    const { page: idle } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    await idle.getByLabel('Articles: how many').waitFor();
    const busy = await idle.context().newPage();
    await busy.goto(idle.url());
    await busy.getByLabel('Articles: how many').fill('66');
    await updatePlan(product().server, product().adminToken, plan.id, {
      features: [{ code: 'articles', quota: 75, resetPeriod: 'daily' }],
    });
    await idle.getByRole('dialog', { name: 'Tabbed, version 2' }).waitFor();
    await waitUntil(async () => (await idle.getByLabel('Articles: how many').inputValue()) === '75');
    await busy.getByText(/published version 2 while you were editing/).waitFor();
    await busy.reload();
    await busy.getByRole('button', { name: 'Restore them' }).click();
    await busy.getByText(/published version 2 while you were editing/).waitFor();
    await busy.getByRole('button', { name: 'Keep mine on top of version 2' }).click();
    await expectSoon(() => busy.getByLabel('Articles: how many').inputValue(), '66');
    await busy.close();
  });
});
