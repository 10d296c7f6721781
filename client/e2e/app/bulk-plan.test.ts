import { beforeAll, expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createPlan, updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { APIResponse, Page } from 'playwright-core';
import { asAdmin, asApplication } from '../harness/api.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium('the plan of many accounts', () => {
  const product = useProduct();

  beforeAll(async () => {
    await createPlan(product().server, product().adminToken, {
      code: 'team',
      name: { en: 'Team', 'zh-CN': '团队版' },
      features: [{ code: 'articles', quota: 50, resetPeriod: 'daily' }],
    });
  });

  /** Accounts of the application's, on Starter: `Prefix 1` and so on. */
  async function bring(prefix: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const path = `/admin/accounts/ext:${prefix}-${number}`;
      ids.push(String((await asApplication(product(), 'PUT', path, { name: `${prefix} ${number}` })).id));
    }
    return ids;
  }

  const planOf = async (id: string | undefined): Promise<unknown> =>
    (await asAdmin(product(), 'GET', `/admin/accounts/${id}`)).planCode;

  const names = (page: Page) => page.getByRole('row').getByRole('link').allInnerTexts();
  const choose = (page: Page, name: string) =>
    page.getByRole('checkbox', { name: `Choose ${name}`, exact: true }).click();

  async function openWith(page: Page, plan: string) {
    await page.getByRole('button', { name: 'Change plan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the plan of many accounts' });
    await dialog.getByRole('combobox', { name: 'New plan' }).click();
    await page.getByTitle(plan, { exact: true }).click();
    return dialog;
  }

  test('changes after a preview that names whom it meets; what failed can be tried again', async () => {
    const [used, held, own, keeps] = await bring('Acme', 4);
    await product().record(String(used), 'articles', 60);
    await asAdmin(product(), 'POST', `/admin/accounts/${keeps}/plan`, { planCode: 'team', reason: 'x' });
    await asAdmin(product(), 'PUT', `/admin/accounts/${own}/overrides/articles`, { quota: 80, reason: 'x' });
    const { page } = await product().visitAsAdmin('/app/admin/accounts?q=acme&sort=name');
    await page.getByText('Choose accounts to change their plan together.').waitFor();
    for (const number of [1, 2, 3, 4]) await choose(page, `Acme ${number}`);
    await page.getByText('4 chosen', { exact: true }).waitFor();

    const dialog = await openWith(page, 'Team');
    await dialog.getByText('3 accounts: Starter → Team').waitFor();
    await dialog.getByText('1 account has Team already: nothing changes').waitFor();
    await dialog.getByText('Tokens: 3 accounts lose it').waitFor();
    await dialog.getByText('Articles: the override of 1 account stays').click();
    await dialog.getByRole('link', { name: 'Acme 3' }).waitFor();
    await dialog.getByText('Articles: used up at once for 1 account').focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('link', { name: 'Acme 1' }).waitFor();

    const submit = dialog.getByRole('button', { name: 'Change 3 accounts to Team' });
    await submit.click();
    await dialog.getByText('Fill this in').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason (required)', exact: true }).fill('The new price list');
    const client = await product().server.owner.connect();
    try {
      await client.query('begin');
      await client.query('select from public.accounts where id = $1 for update', [held]);
      await submit.click();
      await dialog.getByText('2 accounts are on Team now.').waitFor();
    } finally {
      await client.query('rollback');
      client.release();
    }
    await dialog.getByText('1 account had it already.').waitFor();
    await dialog.getByRole('heading', { name: '1 account could not be changed' }).waitFor();
    await dialog.getByRole('link', { name: 'Acme 2' }).waitFor();
    await dialog.getByText('Something else is changing it just now. Try again.').waitFor();
    expect(await planOf(held)).toBe('starter');
    await dialog.getByRole('button', { name: 'Try 1 again' }).click();
    await dialog.getByText('3 accounts are on Team now.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Choose accounts to change their plan together.').waitFor();
    for (const id of [used, held, own, keeps]) expect(await planOf(id)).toBe('team');
    await expectSoon(() => page.getByRole('row').filter({ hasText: 'Team' }).count(), 4);

    await page.goto(new URL(`/app/admin/accounts/${used}?tab=history`, page.url()).href);
    await page.getByText('The new price list').waitFor();
  });

  test('gives nothing of a plan that was changed after its preview', async () => {
    const { server, adminToken } = product();
    const features = (quota: number) => [{ code: 'articles', quota, resetPeriod: 'daily' as const }];
    const plan = await createPlan(server, adminToken, {
      code: 'crew',
      name: { en: 'Crew', 'zh-CN': '班组版' },
      features: features(50),
    });
    const [id] = await bring('Late', 1);
    const { page, excuse } = await product().visitAsAdmin('/app/admin/accounts?q=late');
    excuse(/412/);
    // Nothing tells the page in time.
    let first: APIResponse | undefined;
    await page.route('**/api/admin/accounts/plan/preview', async (route) => {
      first ??= await route.fetch();
      await route.fulfill({ response: first });
    });
    await choose(page, 'Late 1');
    const dialog = await openWith(page, 'Crew');
    await dialog.getByText('1 account: Starter → Crew').waitFor();
    await updatePlan(server, adminToken, plan.id, { features: features(5), rollout: 'new_only' });
    await dialog.getByLabel('Reason').fill('The new price list');
    await dialog.getByRole('button', { name: 'Change 1 account to Crew' }).click();
    await dialog.getByText('The plan was changed meanwhile').waitFor();
    expect(await planOf(id)).toBe('starter');
    await page.unroute('**/api/admin/accounts/plan/preview');
  });

  test('of one account alone gives nothing of such a plan, either', async () => {
    const { server, adminToken } = product();
    const features = (quota: number) => [{ code: 'articles', quota, resetPeriod: 'daily' as const }];
    const plan = await createPlan(server, adminToken, {
      code: 'solo',
      name: { en: 'Solo', 'zh-CN': '单人版' },
      features: features(50),
    });
    const [id] = await bring('Alone', 1);
    const { page, excuse } = await product().visitAsAdmin('/app/admin/accounts');
    excuse(/412/);
    let first: APIResponse | undefined;
    let isStale = true;
    await page.route('**/api/admin/products/plans?*', async (route) => {
      first ??= await route.fetch();
      await (isStale ? route.fulfill({ response: first }) : route.continue());
    });
    await page.goto(`/app/admin/accounts/${id}`);
    await page.getByRole('button', { name: 'Change plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await page.getByTitle('Solo', { exact: true }).click();
    await dialog.getByText(/ 50 a day$/).waitFor();
    await updatePlan(server, adminToken, plan.id, { features: features(5), rollout: 'new_only' });
    await dialog.getByLabel('Reason').fill('The new price list');
    // Nothing tells the page before it is refused.
    await page.route('**/api/admin/accounts/*/plan', async (route) => {
      isStale = false;
      await route.continue();
    });
    await dialog.getByRole('button', { name: 'Change to Solo' }).click();
    await dialog.getByText('The plan was changed meanwhile').waitFor();
    await dialog.getByText(/ 5 a day$/).waitFor();
    expect(await planOf(id)).toBe('starter');
    await dialog.getByRole('button', { name: 'Change to Solo' }).click();
    await page.getByText(/is on Solo/).waitFor();
    expect(await planOf(id)).toBe('solo');
    await page.unrouteAll();
  });

  test('goes to those chosen on several pages, or to all that match', async () => {
    const ids = await bring('Page', 22);
    const { page } = await product().visitAsAdmin('/app/admin/accounts?q=page&sort=name');
    await choose(page, 'Page 2');
    await page.getByRole('listitem', { name: '2' }).click();
    await choose(page, 'Page 22');
    await page.getByText('2 chosen', { exact: true }).waitFor();
    await page.getByRole('listitem', { name: '1' }).click();
    expect(await page.getByRole('checkbox', { name: 'Choose Page 2', exact: true }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Choose none' }).click();
    await page.getByText('Choose accounts to change their plan together.').waitFor();

    await page.getByRole('checkbox', { name: 'Choose all on this page' }).click();
    await page.getByText('20 chosen', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Choose all 22 that match' }).click();
    await page.getByText('All 22 that match are chosen').waitFor();
    const dialog = await openWith(page, 'Team');
    await dialog.getByText('22 accounts: Starter → Team').waitFor();
    await dialog.getByLabel('Reason').fill('The new price list');
    await dialog.getByRole('button', { name: 'Change 22 accounts to Team' }).click();
    await dialog.getByText('22 accounts are on Team now.').waitFor();
    for (const id of ids) expect(await planOf(id)).toBe('team');
  });

  test.each([
    { locale: 'en', width: 390 },
    { locale: 'zh-CN', width: 390 },
    { locale: 'zh-CN', width: 1440 },
  ] as const)('moves nothing and is no wider than the screen: $locale, $width', async ({ locale, width }) => {
    await bring('Wide', 2);
    const { page } = await product().visitAsAdmin('/app/admin/accounts?q=wide', {
      viewport: { width, height: 900 },
      locale,
    });
    const boxes = page.getByRole('checkbox', { name: /Wide/ });
    await boxes.first().waitFor();
    const place = async () => (await page.getByRole('row').nth(1).boundingBox())?.y;
    const before = await place();
    await boxes.first().click();
    await boxes.last().click();
    expect(await place()).toBe(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.getByRole('button', { name: /^(Change plan|更换套餐)$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await page.getByTitle(/^(Team|团队版)$/).click();
    await dialog.getByText(/2 (accounts: |个账户：)/).waitFor();
    await expectSoon(() => dialog.evaluate((part) => part.scrollWidth > part.clientWidth), false);
  });

  test('keeps rows where they are while the list asks again, and says that there is more', async () => {
    const [first, second] = await bring('Calm', 2);
    await product().record(String(first), 'articles', 10);
    const { page } = await product().visitAsAdmin('/app/admin/accounts?q=calm&sort=highest');
    await expectSoon(() => names(page), ['Calm 1', 'Calm 2']);
    await product().record(String(second), 'articles', 50);
    await page.getByText('Order changed').waitFor();
    await page.getByRole('progressbar', { name: 'Articles: 50' }).waitFor();
    expect(await names(page)).toEqual(['Calm 1', 'Calm 2']);
    await bring('Calm', 3);
    await page.getByText('1 new').waitFor();
    expect(await names(page)).toEqual(['Calm 1', 'Calm 2']);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expectSoon(() => names(page), ['Calm 2', 'Calm 1', 'Calm 3']);
  });
});
