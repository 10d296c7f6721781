import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Plan } from '@meterstone/server/contract/catalog';
import type { Locator, Page, Route } from 'playwright-core';
import { z } from 'zod';
import { createPlan, updatePlan } from '../../server/test/harness/catalog.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { waitUntil } from '../../server/test/harness/wait.ts';
import { asAdmin } from './harness/api.ts';
import { useProduct } from './harness/product.ts';

function rowOf(page: Page, plan: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: plan, exact: true }) });
}

/** Chooses from a list that opens under a field. */
async function choose(page: Page, field: Locator, choice: string): Promise<void> {
  await field.click();
  await page.getByTitle(choice, { exact: true }).last().click();
}

describeWithChromium("the admin's plans", () => {
  const product = useProduct();

  /** A plan of 50 articles a day that nobody else edits. */
  async function makePlan(name: string, sortOrder = 0) {
    return createPlan(product().server, product().adminToken, {
      code: `plan_${randomUUID().replaceAll('-', '_')}`,
      name: { en: name, 'zh-CN': name },
      sortOrder,
      prices: [{ interval: 'month', amountMinor: 1_900, currency: 'USD' }],
      features: [{ code: 'articles', quota: 50, resetPeriod: 'daily' }],
    });
  }

  /** As visitors get them. */
  async function publicNames(): Promise<string[]> {
    const response = await fetch(`${product().server.url}/api/plans`);
    const { data } = z.object({ data: z.array(Plan) }).parse(await response.json());
    return data.map(({ name }) => name.en);
  }

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
    await page.getByText('Studio is created').waitFor();
    await page.waitForURL('**/app/admin/plans');
    await rowOf(page, 'Studio').getByText('$49.90').waitFor();
    expect(await publicNames()).toContain('Studio');
  });

  test('show before publishing what changes, for whom, and who would be over', async () => {
    const plan = await makePlan('Preview');
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
      .getByText('Articles: 1 is already above 30 today and will be blocked until midnight.')
      .waitFor();
    await drawer.getByRole('radio', { name: /^At each renewal/ }).check();
    await drawer.getByText('1 account has the plan and gets this when its period ends.').waitFor();
    await drawer.getByRole('radio', { name: /^For new accounts only/ }).check();
    await drawer.getByText('1 account has the plan and keeps what it has.').waitFor();
    await drawer.getByLabel('Reason (optional)').fill('Costs rose');
    await drawer.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 of Preview is published').waitFor();

    await page.goto(`/app/admin/history?plan=${plan.id}`);
    await page.getByText(/lowered Articles of Preview from 50 to 30/).waitFor();
    await page.getByText('“Costs rose”').waitFor();

    // An old version opens, and a new one can begin with it.
    await page.getByRole('link', { name: 'Open version 1' }).click();
    const old = page.getByRole('dialog', { name: 'Preview, version 1' });
    await old.getByText('50 a day').waitFor();
    await old.getByRole('button', { name: 'Start a new version from it' }).click();
    await page.getByText('The fields hold version 1 of Preview. Nothing is published yet.').waitFor();
    expect(await page.getByLabel('Articles: how many').inputValue()).toBe('50');
    await page.getByRole('button', { name: 'Publish version 3' }).click();
    await page.getByText('Version 3 of Preview is published').waitFor();
  });

  test('are held back from publishing until it is known whom exactly this edit affects', async () => {
    const plan = await makePlan('Held');
    const { page, complaints } = await product().visitAsAdmin(`/app/admin/plans/${plan.id}`);
    const publish = page.getByRole('button', { name: 'Publish version 2' });
    await page.getByText('Nobody has the plan yet.').waitFor();
    expect(await publish.isEnabled()).toBe(true);

    const asked = Promise.withResolvers<Route>();
    await page.route('**/preview', (route) => asked.resolve(route));
    await page.getByLabel('Articles: how many').fill('30');
    await page.getByText('Working it out…').waitFor();
    await page.keyboard.press('Control+s');
    const route = await asked.promise;
    expect(await publish.isDisabled()).toBe(true);
    await route.continue();
    await page.unroute('**/preview');
    await page.getByText('Working it out…').waitFor({ state: 'detached' });
    await waitUntil(() => publish.evaluate((button) => button === document.activeElement));

    await page.route('**/preview', (lost) => lost.abort());
    await page.getByLabel('Articles: how many').fill('20');
    const failure = page.getByRole('alert').filter({ hasText: 'so publishing waits' });
    await failure.waitFor();
    expect(await publish.isDisabled()).toBe(true);
    await page.unroute('**/preview');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await failure.waitFor({ state: 'detached' });
    await publish.click();
    await page.getByText('Version 2 of Held is published').waitFor();
    expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
    complaints.length = 0;
  });

  test('that two admins edit at once show both versions, and lose nothing whichever is chosen', async () => {
    const plan = await makePlan('Contested');
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
    expect(await keeper.page.getByLabel('Name (English)').inputValue()).toBe('Contested by one');
    expect(await keeper.page.getByLabel('Articles: how many').inputValue()).toBe('75');

    await taker.page.getByRole('button', { name: 'Take theirs' }).click();
    expect(await taker.page.getByLabel('Name (English)').inputValue()).toBe('Contested');
    expect(await taker.page.getByLabel('Articles: how many').inputValue()).toBe('75');
    await taker.page.getByRole('button', { name: 'Bring mine back' }).click();
    expect(await taker.page.getByLabel('Name (English)').inputValue()).toBe('Contested by another');

    await keeper.page.getByRole('button', { name: 'Publish version 3' }).click();
    await keeper.page.getByText('Version 3 of Contested by one is published').waitFor();
  });

  test('leave a quota as it is typed, and say beside it what is wrong', async () => {
    const plan = await makePlan('Typed');
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
      expect(await quota.inputValue()).toBe(typed);
    }
    await quota.fill('2,500');
    await page.getByText('Fill this in').waitFor({ state: 'detached' });
    await choose(page, page.getByRole('combobox', { name: 'Add a feature' }), 'Tokens · tokens');
    expect(await page.getByLabel('Tokens: how many').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Remove Tokens' }).click();
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 of Typed is published').waitFor();
    await page.goto(`/app/admin/plans/${plan.id}`);
    await quota.waitFor();
    expect(await quota.inputValue()).toBe('2500');
  });

  test('with a long name without a space keep their actions and toasts on the screen', async () => {
    const name = 'W'.repeat(200);
    await makePlan(name, 1050);
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=www');
    const fits = (found: Locator) =>
      found.evaluate((part) => {
        const { left, right } = part.getBoundingClientRect();
        return left >= 0 && right <= window.innerWidth;
      });
    const edit = page.getByRole('button', { name: `Edit ${name}` });
    await edit.waitFor();
    expect(await fits(edit)).toBe(true);
    expect(await page.getByRole('link', { name }).getAttribute('title')).toBe(name);
    await page.getByRole('switch', { name: `${name} is on offer` }).click();
    const archive = page.getByRole('dialog').getByRole('button', { name: `Archive ${name}` });
    await archive.waitFor();
    expect(await fits(archive)).toBe(true);
    await archive.click();
    const toast = page.getByText(`${name} is archived`);
    await toast.waitFor();
    expect(await fits(toast)).toBe(true);
    await page.goto('/app/admin/plans?q=www&view=cards');
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
    const reach = await card.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(reach).toBe(0);
  });

  test('that are not there lead back to those that are', async () => {
    const { page, complaints } = await product().visitAsAdmin(`/app/admin/plans/${randomUUID()}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByText('There is no such plan').waitFor();
    expect(await drawer.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await drawer.getByRole('link', { name: 'All plans' }).click();
    await page.waitForURL('**/app/admin/plans');
    await drawer.waitFor({ state: 'detached' });
    complaints.length = 0;
  });

  test('keep unsaved work when the drawer is closed', async () => {
    const plan = await makePlan('Unfinished');
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
    expect(await page.getByLabel('Articles: how many').inputValue()).toBe('66');
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 of Unfinished is published').waitFor();
    await page.getByRole('link', { name: 'Unfinished', exact: true }).click();
    await page.getByText('Nothing is changed yet.').waitFor();
    expect(await page.getByText(/^Restore your unsaved changes/).count()).toBe(0);
  });

  test('keep the unsaved work of one tab while another one follows what is published', async () => {
    const plan = await makePlan('Tabbed');
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
    expect(await busy.getByLabel('Articles: how many').inputValue()).toBe('66');
    await busy.close();
  });

  test("are ordered by keyboard and put on offer by a switch, which reaches the other admin's tab and visitors", async () => {
    await makePlan('First', 1000);
    await makePlan('Second', 1010);
    const open = () => product().visitAsAdmin('/app/admin/plans');
    const [{ page }, other] = await Promise.all([open(), open()]);
    await rowOf(page, 'Second').waitFor();
    await rowOf(other.page, 'Second').waitFor();
    const orderIn = async (shown: Page) => {
      const names = await shown.getByRole('row').getByRole('link').allInnerTexts();
      return names.filter((name) => name === 'First' || name === 'Second').join();
    };
    expect(await orderIn(page)).toBe('First,Second');
    await page.getByRole('button', { name: 'Move Second up' }).focus();
    await page.keyboard.press('Enter');
    await waitUntil(async () => (await orderIn(page)) === 'Second,First');
    await waitUntil(async () => (await orderIn(other.page)) === 'Second,First');
    await waitUntil(async () => {
      const names = await publicNames();
      return names.indexOf('Second') < names.indexOf('First');
    });

    await page.getByRole('switch', { name: 'Second is on offer' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Archive Second?' });
    await question.getByText('Nobody has it.').waitFor();
    await question.getByRole('button', { name: 'Archive Second' }).click();
    await page.getByText('Second is archived').waitFor();
    await waitUntil(
      async () => !(await other.page.getByRole('switch', { name: 'Second is on offer' }).isChecked()),
    );
    await waitUntil(async () => !(await publicNames()).includes('Second'));
    await other.page.getByRole('switch', { name: 'Second is on offer' }).click();
    await other.page.getByText('Second is on offer now').waitFor();
    await waitUntil(async () => (await publicNames()).includes('Second'));
    await waitUntil(() => page.getByRole('switch', { name: 'Second is on offer' }).isChecked());
  });

  test('keep the last order when they are moved faster than the service answers', async () => {
    for (const [index, name] of ['Quick one', 'Quick two', 'Quick three'].entries()) {
      await makePlan(name, 1040 + index);
    }
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=quick');
    const order = async () =>
      (await page.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => name.startsWith('Quick'))
        .join();
    const last = 'Quick three,Quick one,Quick two';
    const up = page.getByRole('button', { name: 'Move Quick three up' });
    await up.waitFor();
    const sent: Route[] = [];
    await page.route('**/plans/order', (route) => sent.push(route));
    await up.click();
    await waitUntil(async () => (await order()) === 'Quick one,Quick three,Quick two');
    await up.click();
    await waitUntil(async () => (await order()) === last);
    expect(sent).toHaveLength(1);
    const first = page.waitForResponse('**/plans/order');
    await sent[0]!.continue();
    await first;
    // The event of the first order has come by now, or comes while the second waits.
    await waitUntil(() => Promise.resolve(sent.length === 2));
    expect(await order()).toBe(last);
    await sent[1]!.continue();
    await waitUntil(
      async () => (await publicNames()).filter((name) => name.startsWith('Quick')).join() === last,
    );
    expect(await order()).toBe(last);
  });

  test('are dragged by keyboard, too', async () => {
    await makePlan('Upper', 1020);
    await makePlan('Lower', 1030);
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=er');
    const order = async () =>
      (await page.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => /^(Upper|Lower)$/.test(name))
        .join();
    await rowOf(page, 'Lower').waitFor();
    expect(await order()).toBe('Upper,Lower');
    await page.getByRole('button', { name: 'Drag Lower to another place' }).focus();
    await page.keyboard.press('Space');
    const said = page.getByRole('status').filter({ hasText: /^Lower/ });
    await said.filter({ hasText: /is at place \d/ }).waitFor();
    const place = await said.innerText();
    await page.keyboard.press('ArrowUp');
    await waitUntil(async () => (await said.innerText()) !== place);
    await page.keyboard.press('Space');
    await said.filter({ hasText: 'put down at place' }).waitFor();
    await waitUntil(async () => (await order()) === 'Lower,Upper');
  });

  test('are deleted only where nobody has them, and say why not elsewhere', async () => {
    await makePlan('Short-lived');
    const { page } = await product().visitAsAdmin('/app/admin/plans');
    await page
      .getByRole('button', { name: /^Delete Starter: Starter is the default plan, so it can't be deleted/ })
      .waitFor();
    await page.getByRole('button', { name: 'Delete Short-lived' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Delete Short-lived?' });
    await question.getByText('Its history stays.').waitFor();
    await question.getByRole('button', { name: 'Delete Short-lived' }).click();
    await page.getByText('Short-lived is deleted').waitFor();
    await rowOf(page, 'Short-lived').waitFor({ state: 'detached' });
    await page.goto('/app/admin/history');
    await page.getByText(/deleted Short-lived/).waitFor();
  });
});
