import { test } from '@jest/globals';
import { openTab } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { signIn } from '@meterstone/server/harness/identity/people';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

describeWithChromium('the profile', () => {
  const product = useProduct();

  test('changes the name everywhere at once, and refuses an empty one while typing', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/profile');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('');
    await page.getByText('Fill this in').waitFor();
    await name.fill('Grace Hopper');
    await page.getByText('Fill this in').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Name' }).getByRole('button', { name: 'Save' }).click();
    await toastOf(page, 'Your name is saved');
    await page.getByRole('button', { name: 'Your account: Grace Hopper' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Your account: Grace Hopper' }).waitFor();
  });

  test('changes the language of the page, and keeps it with the person', async () => {
    const person = await product().register();
    const visit = await product().visitAs(person, '/app/profile');
    const { page } = visit;
    const tab = await openTab(visit);
    await tab.goto('/app/records');
    await tab.getByRole('heading', { name: 'Usage records', level: 1 }).waitFor();
    await page.getByRole('radio', { name: '简体中文' }).check();
    await page.getByRole('heading', { name: '个人资料', level: 1 }).waitFor();
    await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
    await tab.getByRole('heading', { name: '使用记录', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '个人资料', level: 1 }).waitFor();

    const elsewhere = await signIn(product().server, person.user.email, person.password);
    const other = await product().visitAs(elsewhere, '/app/profile');
    await other.page.getByRole('heading', { name: '个人资料', level: 1 }).waitFor();
  });

  test('changes the time zone, in which days begin and times are told', async () => {
    const person = await product().register({ timeZone: 'UTC' });
    const { page } = await product().visitAs(person, '/app/profile');
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.click();
    await zone.fill('UTC+8');
    await page.getByTitle('Asia/Singapore').waitFor();
    await zone.fill('北京');
    await page.getByTitle('Asia/Shanghai').filter({ hasText: '(GMT+8) Shanghai' }).click();
    // Before it is saved: a move brings no fresh quota forward.
    await page.getByText(/Today’s quotas then reset on .+, 00:00 \(Shanghai\), in /).waitFor();
    await page.getByRole('region', { name: 'Time zone' }).getByRole('button', { name: 'Save' }).click();
    await toastOf(page, 'Your time zone is saved');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page
      .getByText(/00:00 \(Shanghai\)/)
      .first()
      .waitFor();
  });

  test('changes the theme of this browser, and keeps it', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/profile', {
      colorScheme: 'light',
    });
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await page.reload();
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor();
    await expectSoon(() => page.evaluate(() => document.documentElement.dataset['theme']), 'dark');
    await page.getByRole('radio', { name: 'Same as system' }).check();
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
  });

  test('changes the password only for who knows the present one, and ends every other session', async () => {
    const person = await product().register();
    const elsewhere = await product().visitAs(
      await signIn(product().server, person.user.email, person.password),
      '/app/trends',
    );
    await elsewhere.page.getByRole('heading', { name: 'Trends', level: 1 }).waitFor();
    await elsewhere.page.getByText('Live', { exact: true }).waitFor();
    elsewhere.excuse(/401/);
    const { page, excuse } = await product().visitAs(person, '/app/profile');
    excuse(/40[13]|422/);
    const submit = page.getByRole('button', { name: 'Change password' });
    await page.getByLabel('Current password').fill('not-the-password');
    await page.getByLabel('New password').fill('short');
    await expectSoon(() => page.getByLabel('New password').getAttribute('aria-invalid'), 'true');
    // In the place of the help, which says the same.
    await expectSoon(() => page.getByText('At least 8 characters').filter({ visible: true }).count(), 1);
    await page.getByLabel('New password').fill('Battery-staple-8');
    await submit.click();
    await page.getByText('This is not your current password').waitFor();
    await expectSoon(() => page.getByLabel('New password').inputValue(), 'Battery-staple-8');

    await page.getByLabel('Current password').fill(person.password);
    await submit.click();
    await toastOf(page, 'Your password is changed, and 1 other sign-in is ended');
    await elsewhere.page.waitForURL('**/app/sign-in?next=%2Ftrends');
    // Here it goes on.
    await page.reload();
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor();

    await elsewhere.page.getByLabel('E-mail').fill(person.user.email);
    await elsewhere.page.getByLabel('Password').fill('Battery-staple-8');
    await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.page.waitForURL('**/app/trends');
  });

  test('shows where one is signed in, and ends one of these and all others', async () => {
    const person = await product().register();
    const signedInAgain = () => signIn(product().server, person.user.email, person.password);
    const elsewhere = await product().visitAs(await signedInAgain(), '/app/trends');
    await elsewhere.page.getByText('Live', { exact: true }).waitFor();
    elsewhere.excuse(/401/);
    await signedInAgain();
    const { page } = await product().visitAs(person, '/app/profile');
    const list = page.getByRole('list', { name: 'Where you are signed in' });
    await expectSoon(() => list.getByRole('listitem').count(), 3);
    await list.getByRole('listitem').first().getByText('This device').waitFor();
    await list.getByRole('button', { name: 'End node' }).first().click();
    await toastOf(page, 'node is signed out');
    await expectSoon(() => list.getByRole('listitem').count(), 2);

    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'End all others' }).click();
    await toastOf(page, '1 other sign-in is ended');
    await expectSoon(() => list.getByRole('listitem').count(), 1);
    await elsewhere.page.waitForURL('**/app/sign-in?next=%2Ftrends');
  });

  test('is left by the keyboard where it was entered: the menu gives the focus back', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/profile');
    await page.getByRole('button', { name: /^Your account/ }).press('Enter');
    await page.locator('[role="menuitem"]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button[aria-haspopup="menu"]:focus').waitFor();
  });
});
