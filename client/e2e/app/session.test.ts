import { expect, test } from '@jest/globals';
import { openTab } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { adminCredentials } from '@meterstone/server/harness/http/server';
import { useProduct } from '../harness/product.ts';

describeWithChromium('a session', () => {
  const product = useProduct();

  test('begins with registration, survives a reload, and ends in every tab at once', async () => {
    const visit = await product().visit('/app/');
    const { page } = visit;
    // What was under way when the session ended.
    visit.excuse(/401/);
    await page.waitForURL('**/app/sign-in');
    await page.getByRole('link', { name: 'Register' }).click();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada.lovelace@example.com');
    await page.getByLabel('Password').fill('Analytical-engine-1');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

    await page.reload();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const other = await openTab(visit);
    await other.goto('/app/records');
    await other.getByRole('heading', { name: 'Usage records', level: 1 }).waitFor();

    await page.getByRole('button', { name: /Ada Lovelace/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/app/sign-in**');
    await other.waitForURL('**/app/sign-in**');
  });

  test('begins with a time zone whose list covers no field above it', async () => {
    const { page } = await product().visit('/app/register');
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.locator('#timeZone').click();
    await page.locator('.ant-select-item-option').first().waitFor();
    const list = page.locator('.ant-select-dropdown');
    const password = await page.getByLabel('Password').boundingBox();
    await expectSoon(async () => {
      const { y = 0, height = 0 } = (await list.boundingBox()) ?? {};
      return [y > (password?.y ?? 0) + (password?.height ?? 0), y + height <= 720];
    }, [true, true]);
  });

  test('survives reloads in the middle of its renewal', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/');
    await page.getByRole('progressbar').first().waitFor();
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 400,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    for (let round = 0; round < 2; round += 1) {
      const renewal = page.waitForRequest('**/api/auth/refresh');
      await page.reload({ waitUntil: 'commit' });
      await renewal;
    }
    await page.reload();
    await page.getByRole('progressbar').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/app/');
  });

  test('survives the loss of a renewal’s answer on the way', async () => {
    const person = await product().register();
    const { page, excuse } = await product().visitAs(person, '/app/');
    excuse(/ERR_FAILED|Failed to fetch/);
    await page.getByRole('progressbar').first().waitFor();
    const context = page.context();
    const spent = (await context.cookies()).filter(({ name }) => name.endsWith('meterstone_refresh'));
    let lost = 0;
    await page.route('**/api/auth/refresh', async (route) => {
      // The server has answered, and neither page nor cookies hear of it.
      await route.fetch();
      await context.addCookies(spent);
      lost += 1;
      await route.abort();
    });
    const failed = page.waitForEvent('requestfailed', (one) => one.url().endsWith('/api/auth/refresh'));
    await page.reload({ waitUntil: 'commit' });
    await failed;
    await page.unroute('**/api/auth/refresh');
    await page.reload();
    await page.getByRole('progressbar').first().waitFor();
    expect(lost).toBeGreaterThan(0);
    expect(new URL(page.url()).pathname).toBe('/app/');
  });

  test('that is left while it is being renewed stays left, also where the server is told later', async () => {
    const person = await product().register();
    const { page, excuse } = await product().visitAs(person, '/app/');
    excuse(/401|ERR_FAILED|Failed to fetch/);
    await page.getByRole('progressbar').first().waitFor();
    await page.route('**/api/usage/records?**', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 401, code: 'unauthenticated', title: 'Sign in' }),
      }),
    );
    const { promise: mayCome, resolve: letCome } = Promise.withResolvers<undefined>();
    await page.route('**/api/auth/refresh', async (route) => {
      const response = await route.fetch();
      await mayCome;
      await route.fulfill({ response });
    });
    await page.route('**/api/auth/logout', (route) => route.abort());
    const renewal = page.waitForRequest('**/api/auth/refresh');
    await page.getByRole('link', { name: 'Usage records', exact: true }).click();
    await renewal;
    await page.getByRole('button', { name: new RegExp(person.user.name) }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/app/sign-in**');

    const answered = page.waitForResponse('**/api/auth/refresh');
    letCome(undefined);
    await (await answered).finished();
    await page.unroute('**/api/auth/logout');
    const told = page.waitForResponse('**/api/auth/logout');
    await page.reload();
    expect((await told).ok()).toBe(true);
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  });

  test('that is missing leads to signing in, and from there back to where one was', async () => {
    const person = await product().register();
    const { page } = await product().visit('/app/records?feature=tokens');
    await page.waitForURL('**/app/sign-in?next=**');
    await page.getByLabel('E-mail').fill(person.user.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/app/records?feature=tokens');
  });

  test.each([
    ['', '/app/admin'],
    ['?next=%2Frecords%3Ffeature%3Dtokens', '/app/records'],
  ])('of an admin who signs in at “%s” begins at %s', async (wanted, path) => {
    const { page } = await product().visit(`/app/sign-in${wanted}`);
    await page.getByLabel('E-mail').fill(adminCredentials.email);
    await page.getByLabel('Password').fill(adminCredentials.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectSoon(() => Promise.resolve(new URL(page.url()).pathname), path);
  });

  test('of who comes from the page in Chinese is in Chinese, though the account speaks English', async () => {
    const person = await product().register({ locale: 'en' });
    const { page } = await product().visit('/app/sign-in');
    await page.goto('/app/sign-in', { referer: `${product().server.url}/zh-CN/` });
    await page.getByLabel('邮箱').fill(person.user.email);
    await page.getByRole('textbox', { name: '密码' }).fill(person.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('link', { name: '使用记录' }).waitFor();
    // Long enough for the account's own language to come, where it would.
    await page.getByRole('progressbar').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  });

  test('of who has chosen no language is in their browser’s, until they choose: then in that one anywhere', async () => {
    const signIn = async ({ email, password }: { email: string; password: string }) => {
      const { page } = await product().visit('/app/sign-in', { locale: 'zh-CN' });
      await page.getByLabel('邮箱').fill(email);
      await page.getByRole('textbox', { name: '密码' }).fill(password);
      await page.getByRole('button', { name: '登录' }).click();
      return page;
    };
    // The admin whom the settings made.
    const admin = await signIn(adminCredentials);
    await admin.getByRole('heading', { name: '概览', level: 1 }).waitFor();
    await admin.waitForLoadState('networkidle');
    expect(await admin.evaluate(() => document.documentElement.lang)).toBe('zh-CN');

    const { user, password } = await product().register({ name: 'Ada' });
    const page = await signIn({ email: user.email, password });
    await page.getByRole('link', { name: '使用记录' }).waitFor();
    await page.getByRole('progressbar').first().waitFor();
    await page.getByRole('button', { name: /Ada/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Usage records' }).waitFor();
    const elsewhere = await signIn({ email: user.email, password });
    await elsewhere.getByRole('link', { name: 'Usage records' }).waitFor();
  });

  test('of who registers keeps a time zone that is none, refuses it with words, and changes no letters', async () => {
    const { page, excuse } = await product().visit('/app/register');
    excuse(/422/);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada.of.atlantis@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('rainy-lantern-orbit-42');
    await page.getByText('Change', { exact: true }).click();
    const zone = page.getByRole('combobox');
    await zone.fill('atlantis');
    await page.getByText('No such place.').waitFor();
    // Where the list lies over the button, one leaves the field first.
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Choose a time zone from the list').waitFor();
    await page.getByTitle('atlantis').waitFor();
    const came = await page.evaluate(() =>
      [...document.fonts].filter(
        ({ family, status }) => /Inter Variable/.test(family) && status === 'loaded',
      ),
    );
    expect(came).toEqual([]);
  });

  test('that was revoked leads to signing in, and says why', async () => {
    const person = await product().register();
    const { page, excuse } = await product().visitAs(person, '/app/trends');
    excuse(/401/);
    await page.getByRole('heading', { name: 'Trends', level: 1 }).waitFor();
    await fetch(`${product().server.url}/api/auth/logout`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    await page.waitForURL('**/app/sign-in?next=%2Ftrends');
    await page.getByText('Your session has ended').waitFor();
  });

  test('is refused for a wrong password, in words, and keeps what was typed', async () => {
    const person = await product().register();
    const { page, excuse } = await product().visit('/app/sign-in');
    excuse(/401/);
    await page.getByLabel('E-mail').fill(person.user.email);
    await page.getByLabel('Password').fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor();
    await expectSoon(() => page.getByLabel('E-mail').inputValue(), person.user.email);
  });
});
