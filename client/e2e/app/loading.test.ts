import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { Page } from 'playwright-core';
import { useProduct } from '../harness/product.ts';

/** Keeps back the code of a page until told to let it come. */
async function holdCode(page: Page, file: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route(`**/assets/${file}-*.js`, async (route) => {
    await promise;
    await route.continue();
  });
  return () => resolve(undefined);
}

/** The addresses of what is asked of the API from now on. */
function listRequests(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(pathname);
  });
  return asked;
}

describeWithChromium('a page', () => {
  const product = useProduct();

  test('that one goes to fetches data beside its code, and once', async () => {
    const person = await product().register();
    await product().record(person.account.id, 'articles', 7);
    const { page } = await product().visitAs(person, '/app/favicon.svg');
    const letCome = await holdCode(page, 'records-page');
    await page.goto('/app/');
    await page.getByRole('progressbar').first().waitFor();
    const asked = listRequests(page);
    const answered = page.waitForResponse('**/api/usage/records?**');
    await page.getByRole('link', { name: 'Usage records', exact: true }).click();
    await answered;
    expect(await page.getByRole('heading', { name: 'Usage records', level: 1 }).count()).toBe(0);
    letCome();
    await page.getByRole('link', { name: 'Details', exact: true }).waitFor();
    expect(asked.filter((path) => path === '/api/usage/records')).toHaveLength(1);
  });

  test('has the code of the others there before anybody goes to them, and none of their data', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/favicon.svg', { savesData: false });
    const asked = listRequests(page);
    await page.goto('/app/');
    const come = ['records-page', 'plans-page', 'orders-page'].map((file) =>
      page.waitForResponse(`**/assets/${file}-*.js`),
    );
    for (const response of await Promise.all(come)) expect(response.status()).toBe(200);
    expect(asked.filter((path) => /records|orders/.test(path))).toEqual([]);
    const names = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    await waitUntil(async () => (await names()).some((name) => name.includes('/profile-page-')));
    expect((await names()).filter((name) => /admin-|account-page/.test(name))).toEqual([]);
  });

  test('that one saves data on loads no other', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/favicon.svg');
    const others: string[] = [];
    page.on('request', (request) => {
      if (/(records|plans|orders)-page-/.test(request.url())) others.push(request.url());
    });
    await page.goto('/app/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(others).toEqual([]);
  });

  test('that one begins at fetches data beside its code, with what its address asks for', async () => {
    const { account } = await product().register({ name: 'Mary Jackson' });
    const { page } = await product().visitAsAdmin('/app/favicon.svg');
    const letCome = await holdCode(page, 'account-page');
    const answered = page.waitForResponse(`**/api/admin/accounts/${account.id}`);
    await page.goto(`/app/admin/accounts/${account.id}`);
    await answered;
    letCome();
    await page.getByRole('heading', { name: 'Mary Jackson' }).waitFor();
  });

  test('that one begins at has its session, words and data when its code comes, and asks for each once', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/favicon.svg');
    const letCome = await holdCode(page, 'core');
    // Once it is connected everything is asked again.
    await holdCode(page, 'esm');
    const asked = listRequests(page);
    const ahead = [
      'auth/refresh',
      'usage/quota-overview',
      'usage/alerts',
      'usage/alerts/statistics',
      'plans',
      'credits/balance',
    ];
    const answers = [
      ...ahead.map((path) =>
        page.waitForResponse((answer) => new URL(answer.url()).pathname === `/api/${path}`),
      ),
      page.waitForResponse('**/assets/en-*.js'),
    ];
    await page.goto('/app/', { waitUntil: 'commit' });
    for (const answer of await Promise.all(answers)) expect(answer.status()).toBe(200);
    expect(await page.getByRole('heading').count()).toBe(0);
    letCome();
    await page.getByRole('progressbar').first().waitFor();
    await page.getByText(/· monthly quotas reset on/).waitFor();
    expect(asked.toSorted()).toEqual(ahead.map((path) => `/api/${path}`).toSorted());
  });

  test('does not begin as somebody whom another one has followed since', async () => {
    const [ann, bob] = [await product().register({ name: 'Ann' }), await product().register({ name: 'Bob' })];
    const { page } = await product().visitAs(ann, '/app/favicon.svg');
    const letCome = await holdCode(page, 'core');
    const renewed = page.waitForResponse('**/api/auth/refresh');
    await page.goto('/app/', { waitUntil: 'commit' });
    await renewed;
    // As the other tab does where one signs out and the other in.
    const credentials = JSON.stringify({ email: bob.user.email, password: bob.password });
    await page.evaluate(
      async ({ body, id }) => {
        await fetch('/api/auth/login', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body,
        });
        localStorage.setItem('meterstone.session', id);
      },
      { body: credentials, id: bob.user.id },
    );
    const again = page.waitForResponse('**/api/auth/refresh');
    letCome();
    expect(await (await again).text()).toContain(bob.user.email);
    await page.getByText('Bob', { exact: true }).first().waitFor();
  });

  test('of an admin is asked for nothing of a user’s', async () => {
    const { page } = await product().visitAsAdmin('/app/favicon.svg');
    const letCome = await holdCode(page, 'core');
    const asked = listRequests(page);
    const renewed = page.waitForResponse('**/api/auth/refresh');
    await page.goto('/app/admin/plans', { waitUntil: 'commit' });
    await renewed;
    letCome();
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
    expect(asked.filter((path) => path.startsWith('/api/usage/'))).toEqual([]);
    expect(asked.filter((path) => path === '/api/auth/refresh')).toHaveLength(1);
  });

  test('fetches nothing for whom it is not', async () => {
    const visitor = await product().visit('/app/favicon.svg');
    const ofVisitor = listRequests(visitor.page);
    await visitor.page.goto('/app/records');
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(ofVisitor).toEqual([]);
    const user = await product().visitAs(await product().register(), '/app/favicon.svg');
    const ofUser = listRequests(user.page);
    await user.page.goto('/app/admin/plans');
    await user.page.getByRole('heading', { name: 'This page is for admins' }).waitFor();
    expect(ofUser.filter((path) => path.startsWith('/api/admin/'))).toEqual([]);
  });

  test('whose data is refused says so in its own place, and tries again', async () => {
    const { page, excuse } = await product().visitAs(await product().register(), '/app/');
    excuse(/403/);
    await page.getByRole('progressbar').first().waitFor();
    await page.route('**/api/usage/records?**', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 403, code: 'forbidden', title: 'Forbidden' }),
      }),
    );
    await page.getByRole('link', { name: 'Usage records', exact: true }).click();
    await page.getByRole('heading', { name: 'Usage records', level: 1 }).waitFor();
    await page.getByRole('alert').getByText('You aren’t allowed to do this').waitFor();
    await page.unroute('**/api/usage/records?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No usage records yet').waitFor();
  });

  test('whose request is refused for an old token renews the session, and shows nothing of it', async () => {
    const { page, excuse } = await product().visitAs(await product().register(), '/app/');
    excuse(/401/);
    await page.getByRole('progressbar').first().waitFor();
    // However often it is asked for by the token that is old.
    let old: string | undefined;
    await page.route('**/api/usage/records?**', async (route) => {
      const { authorization } = route.request().headers();
      old ??= authorization;
      if (authorization !== old) return route.continue();
      return route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 401, code: 'unauthenticated', title: 'Sign in' }),
      });
    });
    const renewed = page.waitForRequest('**/api/auth/refresh');
    await page.getByRole('link', { name: 'Usage records', exact: true }).click();
    await renewed;
    await page.getByText('No usage records yet').waitFor();
  });

  test("whose code does not come says so, and tries again: the admin's, all of them", async () => {
    const { page, excuse } = await product().visitAsAdmin('/app/');
    excuse(/ERR_FAILED|Failed to fetch/);
    // Else it would try again by itself once the connection is there.
    await page.getByText('Live', { exact: true }).waitFor();
    await page.route('**/assets/admin-routes-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Admin', exact: true }).click();
    await page.getByRole('alert').getByText('The server was not reached.').waitFor();
    await page.unroute('**/assets/admin-routes-*.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'API keys' }).waitFor();
  });
});
