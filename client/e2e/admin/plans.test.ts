import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { PlanOrder } from '@meterstone/server/contract/catalog/plans';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { Locator, Page, Route } from 'playwright-core';
import { makePlan, makePro, publicNames, rowOf } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

declare global {
  /** How many rows came with each change of the page. */
  var rowsAtOnce: number[];
}

describeWithChromium("the admin's plans", () => {
  const product = useProduct();

  test('with a long name without a space keep their actions and toasts on the screen', async () => {
    const name = 'W'.repeat(200);
    await makePlan(product(), name, 1050);
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
    expect(await fits(page.getByText(`${name} is archived`))).toBe(true);
    await page.goto('/app/admin/plans?q=www&view=cards');
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
    const reach = await card.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(reach).toBe(0);
  });

  test('say which credits they give, and what credits pay beyond their quotas', async () => {
    const credits = { amount: 1_500, interval: 'month' as const, rolloverPeriods: 0 };
    const tokens = { code: 'tokens', quota: 1_000_000, resetPeriod: 'monthly' as const };
    const overage = { overage: 'credits' as const, overageRate: { credits: 1, per: 10_000 } };
    const plan = await makePro(product(), {
      code: 'with_credits',
      name: { en: 'Credited', 'zh-CN': '积分版' },
      credits,
      features: [{ ...tokens, ...overage }],
    });
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=Credited');
    const lines = page.getByRole('list', { name: 'Credits' }).getByRole('listitem');
    const said = ['1,500 credits a month', 'Tokens: beyond that 1 credit for each 10,000 tokens'];
    await expectSoon(() => lines.allInnerTexts(), said);
    await page.goto('/app/admin/plans?q=Credited&view=cards');
    await expectSoon(() => lines.allInnerTexts(), said);
    await page.goto('/app/admin/plans?q=Starter');
    await rowOf(page, 'Starter').waitFor();
    expect(await lines.count()).toBe(0);
    // So does each of its versions.
    await page.goto(`/app/admin/history?plan=${plan.id}`);
    await page.getByRole('link', { name: 'Open version 1' }).click();
    const version = page.getByRole('dialog', { name: 'Credited, version 1' });
    await version.getByText('beyond that 1 credit for each 10,000 tokens').waitFor();
  });

  test('by the dozen are shown step by step, so that the page answers meanwhile', async () => {
    for (let number = 1; number <= 30; number += 1) await makePlan(product(), `Dozens ${number}`, 1100);
    const { page } = await product().visitAsAdmin('/app/');
    await page.addInitScript(() => {
      globalThis.rowsAtOnce = [];
      new MutationObserver((changes) => {
        const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
        const within = (node: Node) =>
          node instanceof Element ? [node, ...node.querySelectorAll('tr')] : [];
        const rows = new Set(added.flatMap(within).filter((node) => node.matches('tbody tr:has(a)')));
        globalThis.rowsAtOnce.push(rows.size);
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto('/app/admin/plans?q=dozens');
    await expectSoon(() => page.getByRole('row').getByRole('link').count(), 30);
    await rowOf(page, 'Dozens 30').waitFor();
    const atOnce = await page.evaluate(() => globalThis.rowsAtOnce);
    expect(atOnce.reduce((sum, rows) => sum + rows, 0)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(12);
  });

  test('that are not there lead back to those that are', async () => {
    const { page, excuse } = await product().visitAsAdmin(`/app/admin/plans/${randomUUID()}`);
    excuse(/404/);
    const drawer = page.getByRole('dialog');
    await drawer.getByText('There is no such plan').waitFor();
    expect(await drawer.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await drawer.getByRole('link', { name: 'All plans' }).click();
    await page.waitForURL('**/app/admin/plans');
    await drawer.waitFor({ state: 'detached' });
  });

  test("are ordered by keyboard and put on offer by a switch, which reaches the other admin's tab and visitors", async () => {
    await makePlan(product(), 'First', 1000);
    await makePlan(product(), 'Second', 1010);
    const open = () => product().visitAsAdmin('/app/admin/plans');
    const [{ page }, other] = await Promise.all([open(), open()]);
    await rowOf(page, 'Second').waitFor();
    await rowOf(other.page, 'Second').waitFor();
    const orderIn = async (shown: Page) => {
      const names = await shown.getByRole('row').getByRole('link').allInnerTexts();
      return names.filter((name) => name === 'First' || name === 'Second').join();
    };
    await expectSoon(() => orderIn(page), 'First,Second');
    await page.getByRole('button', { name: 'Move Second up' }).focus();
    await page.keyboard.press('Enter');
    await expectSoon(() => orderIn(page), 'Second,First');
    await expectSoon(() => orderIn(other.page), 'Second,First');
    await waitUntil(async () => {
      const names = await publicNames(product());
      return names.indexOf('Second') < names.indexOf('First');
    });

    await page.getByRole('switch', { name: 'Second is on offer' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Archive Second?' });
    await question.getByText('Nobody has it.').waitFor();
    await question.getByRole('button', { name: 'Archive Second' }).click();
    await toastOf(page, 'Second is archived');
    await waitUntil(
      async () => !(await other.page.getByRole('switch', { name: 'Second is on offer' }).isChecked()),
    );
    await waitUntil(async () => !(await publicNames(product())).includes('Second'));
    await other.page.getByRole('switch', { name: 'Second is on offer' }).click();
    await toastOf(other.page, 'Second is on offer now');
    await waitUntil(async () => (await publicNames(product())).includes('Second'));
    await waitUntil(() => page.getByRole('switch', { name: 'Second is on offer' }).isChecked());

    await page.goto('/app/admin/history');
    const line = page.getByRole('article').filter({ hasText: /moved Second/ });
    await line.getByText(/^just now · .+ moved Second between .+ and First$/).waitFor();
    expect(await line.count()).toBe(1);
  });

  test('keep the last order when they are moved faster than the service answers', async () => {
    for (const [index, name] of ['Quick one', 'Quick two', 'Quick three'].entries()) {
      await makePlan(product(), name, 1040 + index);
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
    await expectSoon(order, 'Quick one,Quick three,Quick two');
    await up.click();
    await expectSoon(order, last);
    await expectSoon(() => sent.length, 1);
    const first = page.waitForResponse('**/plans/order');
    await sent[0]!.continue();
    await first;
    // The event of the first order has come by now, or comes while the second waits.
    await waitUntil(() => Promise.resolve(sent.length === 2));
    expect(await order()).toBe(last);
    const { planIds, seenPlanIds } = PlanOrder.parse(sent[1]!.request().postDataJSON());
    // Quick two and what comes behind it have not moved.
    expect(planIds.length).toBeLessThan(seenPlanIds.length);
    await sent[1]!.continue();
    await waitUntil(
      async () => (await publicNames(product())).filter((name) => name.startsWith('Quick')).join() === last,
    );
    expect(await order()).toBe(last);
  });

  test('go back as they were when an order fails, with those that wait for it', async () => {
    for (const [index, name] of ['Back one', 'Back two', 'Back three'].entries()) {
      await makePlan(product(), name, 1080 + index);
    }
    const { page, excuse } = await product().visitAsAdmin('/app/admin/plans?q=back');
    excuse(/503/);
    const order = async () =>
      (await page.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => name.startsWith('Back'))
        .join();
    const up = page.getByRole('button', { name: 'Move Back three up' });
    await up.waitFor();
    const sent: Route[] = [];
    await page.route('**/plans/order', (route) => sent.push(route));
    await up.click();
    await expectSoon(order, 'Back one,Back three,Back two');
    await up.click();
    await expectSoon(order, 'Back three,Back one,Back two');
    await expectSoon(() => sent.length, 1);
    await sent[0]!.fulfill({ status: 503, json: { code: 'unavailable' } });
    await toastOf(page, 'The service is briefly unavailable.');
    await expectSoon(order, 'Back one,Back two,Back three');
    // The next is sent at once, so nothing is waiting, and it is of the order that is there.
    await up.click();
    await expectSoon(() => sent.length, 2);
    await sent[1]!.continue();
    await waitUntil(
      async () =>
        (await publicNames(product())).filter((name) => name.startsWith('Back')).join() ===
        'Back one,Back three,Back two',
    );
    expect(sent).toHaveLength(2);
  });

  test('ordered by two at once stay as the first had them, and the second is told', async () => {
    for (const [index, name] of ['Both one', 'Both two', 'Both three'].entries()) {
      await makePlan(product(), name, 1060 + index);
    }
    const open = () => product().visitAsAdmin('/app/admin/plans?q=both');
    const [{ page, excuse }, other] = await Promise.all([open(), open()]);
    excuse(/412/);
    const order = async (shown: Page) =>
      (await shown.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => name.startsWith('Both'))
        .join();
    const up = (shown: Page, name: string) => shown.getByRole('button', { name: `Move ${name} up` }).click();
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/plans/order', (route) => held.then(() => route.continue()));
    await up(page, 'Both three');
    await expectSoon(() => order(page), 'Both one,Both three,Both two');
    const theirs = 'Both two,Both one,Both three';
    await up(other.page, 'Both two');
    await expectSoon(
      async () => (await publicNames(product())).filter((name) => name.startsWith('Both')).join(),
      theirs,
    );
    go();
    await toastOf(page, 'Somebody else has changed the order or the plans.');
    await expectSoon(() => order(page), theirs);
  });

  test('are dragged by keyboard, too', async () => {
    await makePlan(product(), 'Upper', 1020);
    await makePlan(product(), 'Lower', 1030);
    const { page } = await product().visitAsAdmin('/app/admin/plans?q=er');
    const order = async () =>
      (await page.getByRole('row').getByRole('link').allInnerTexts())
        .filter((name) => /^(Upper|Lower)$/.test(name))
        .join();
    await rowOf(page, 'Lower').waitFor();
    await expectSoon(order, 'Upper,Lower');
    await page.getByRole('button', { name: 'Drag Lower to another place' }).focus();
    await page.keyboard.press('Space');
    const said = page.getByRole('status').filter({ hasText: /^Lower/ });
    await said.filter({ hasText: /is at place \d/ }).waitFor();
    const place = await said.innerText();
    // One that comes before the rows have been measured is lost.
    await waitUntil(async () => {
      await page.keyboard.press('ArrowUp');
      await page.waitForTimeout(300);
      return (await said.innerText()) !== place;
    });
    await page.keyboard.press('Space');
    await said.filter({ hasText: 'put down at place' }).waitFor();
    await expectSoon(order, 'Lower,Upper');
  });

  test('are deleted only where nobody has them, and say why not elsewhere', async () => {
    await makePlan(product(), 'Short-lived');
    const { page } = await product().visitAsAdmin('/app/admin/plans');
    await page.getByRole('button', { name: 'More for Starter' }).press('Enter');
    const refused = page.getByRole('menuitem', {
      name: /^Delete Starter ?Starter is the default plan, so it can’t be deleted/,
    });
    await refused.click();
    await page.keyboard.press('Escape');
    await refused.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'More for Short-lived' }).click();
    await page.getByRole('menuitem', { name: 'Delete Short-lived' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Delete Short-lived?' });
    await question.getByText('Its history stays.').waitFor();
    await question.getByRole('button', { name: 'Delete Short-lived' }).click();
    await toastOf(page, 'Short-lived is deleted');
    await rowOf(page, 'Short-lived').waitFor({ state: 'detached' });
    await page.goto('/app/admin/history');
    await page.getByText(/deleted Short-lived/).waitFor();
  });

  test('do not ask for one over another page, once somebody has gone back', async () => {
    await makePlan(product(), 'Left behind');
    const { page } = await product().visitAsAdmin('/app/admin/features');
    await page.locator('nav a[href="/app/admin/plans"]').click();
    await page.getByRole('button', { name: 'More for Left behind' }).click();
    await page.getByRole('menuitem', { name: 'Delete Left behind' }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Features', level: 1 }).waitFor();
    await expectSoon(() => page.getByRole('dialog').count(), 0);
  });
});
