import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { z } from 'zod';
import { asAdmin } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { widestOf } from '../harness/widths.ts';

const phone = { viewport: { width: 390, height: 844 } };

describeWithChromium("an account's credits, to an admin", () => {
  const product = useProduct();

  test('are found by who has them, and lead to where more are given', async () => {
    const rich = await product().register({ name: 'Rosalind Franklin' });
    const accountId = rich.account.id;
    await product().register({ name: 'Lise Meitner' });
    await asAdmin(product(), 'POST', '/admin/credits/grant', { accountId, amount: 1_500, reason: 'Welcome' });
    await asAdmin(product(), 'POST', '/credits/reservations', { accountId, amount: 200 });
    const { page } = await product().visitAsAdmin('/app/admin/credits');
    await page.getByRole('row', { name: /Lise Meitner .* 0 0 0$/ }).waitFor();
    await page.getByRole('searchbox').fill('franklin');
    await page.waitForURL('**/app/admin/credits?q=franklin');
    await page.getByRole('status').getByText('1 account').waitFor();
    await page.getByRole('row', { name: /Rosalind Franklin .* 1,300 200 0$/ }).waitFor();
    await page.getByRole('link', { name: 'Rosalind Franklin' }).click();
    await page.waitForURL(`**/app/admin/accounts/${accountId}?tab=credits`);
    await page.getByRole('button', { name: 'Grant credits' }).waitFor();
  });

  test('stand on phones whole below the name, however long the address is', async () => {
    const email = 'a.very.long.address.of.somebody@department.of.a.university.example.com';
    const { account } = await product().register({ name: 'Emmy Noether', email });
    await asAdmin(product(), 'POST', '/admin/credits/grant', {
      accountId: account.id,
      amount: 1_000_000,
      reason: 'Welcome',
    });
    const { page } = await product().visitAsAdmin('/app/admin/credits?q=noether', phone);
    await page.getByText('1,000,000').waitFor();
    const hidden = ({ scrollWidth, clientWidth }: Element) => scrollWidth - clientWidth;
    expect(await page.getByText(email).evaluate(hidden)).toBe(0);
    expect(await widestOf(page.getByRole('table'))).toBeLessThanOrEqual(390);
  });

  test('are told whole on phones: what lots hold, when they end, and every line', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const accountId = person.account.id;
    const far = '2031-03-10T02:00:00Z';
    await asAdmin(product(), 'POST', '/admin/credits/grant', {
      accountId,
      amount: 1_000_000,
      reason: 'A present for whoever waited so long for it, and then waited again',
      expiresAt: far,
    });
    await asAdmin(product(), 'POST', '/credits/reservations', { accountId, amount: 250 });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${accountId}?tab=credits`, phone);
    await page.getByText('Expires Mar 10, 2031, 10:00').waitFor();
    await page.getByText('250 held').waitFor();
    await page.getByText('+1,000,000').waitFor();
    await page.getByText('balance 1,000,000').waitFor();
    await page.getByText('Times in Shanghai').waitFor();
    expect(await widestOf(page.getByRole('table'))).toBeLessThanOrEqual(390);
  });

  test('are granted, spent, and taken back with what is owed for them', async () => {
    const person = await product().register({ name: 'Chien-Shiung Wu' });
    const accountId = person.account.id;
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${accountId}?tab=credits`);
    await page.getByText('No credits', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Grant credits' }).click();
    const grant = page.getByRole('dialog', { name: 'Grant credits to Chien-Shiung Wu' });
    await grant.getByText('The account’s owner reads it beside the credits.').waitFor();
    await grant.getByLabel('Amount').fill('many');
    await grant.getByRole('button', { name: 'Grant', exact: true }).click();
    await grant.getByText('Give a whole number').waitFor();
    await grant.getByLabel('Amount').fill('1,000');
    await grant.getByLabel('Reason').fill('Welcome');
    // What is no date is refused: passed over, it would give credits that never end.
    await grant.getByLabel('Expires').fill('2031-03-1');
    await grant.getByRole('button', { name: 'Grant', exact: true }).click();
    await grant.getByText('Give date and time such as 2030-06-30 18:00').waitFor();
    await expectSoon(() => grant.getByLabel('Expires').inputValue(), '2031-03-1');
    // A day alone is all of it, as in a file.
    await grant.getByLabel('Expires').fill('2031-03-10');
    await grant.getByRole('button', { name: 'Grant', exact: true }).click();
    await grant.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Mar 10, 2031, 23:59', exact: true }).waitFor();
    await page.getByText('1,000 of 1,000').waitFor();

    await asAdmin(product(), 'POST', '/credits/use', {
      accountId,
      amount: 300,
      idempotencyKey: randomUUID(),
    });
    await page.getByText('700 of 1,000').waitFor();

    await page.getByRole('button', { name: 'Revoke credits' }).click();
    const amount = page.getByRole('dialog', { name: 'Revoke credits of Chien-Shiung Wu' });
    await amount.getByLabel('Amount').fill('701');
    await amount.getByRole('button', { name: 'Revoke', exact: true }).click();
    await amount.getByText('At most 700', { exact: true }).waitFor();
    await amount.getByRole('button', { name: 'Cancel' }).click();
    await amount.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    const lot = page.getByRole('dialog', { name: 'Revoke the lot of 1,000 credits' });
    await lot.getByText('Taken from the balance: 700').waitFor();
    await lot.getByText('Becomes debt, as it was spent or is held: at most 300').waitFor();
    await lot.getByLabel('Reason').fill('By mistake');
    await lot.getByRole('button', { name: 'Revoke the lot' }).click();
    await lot.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Revoked, owed' }).waitFor();
    const numbers = page.locator('dl', { hasText: 'Debt' });
    expect(await numbers.locator('dd').allTextContents()).toEqual(['0', '0', '300']);

    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('took back credits: 1,000, of which 300 are owed').waitFor();
    await page.getByText('granted credits: 1,000').waitFor();
  });

  test('are told with the packages that run, also one that was just assigned', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    await makePackage(product(), 'Movie pack', { dailyCredits: 5 });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${person.account.id}?tab=credits`);
    await page.getByText('No credits', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { name: 'Active packages' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Assign a package' }).click();
    const dialog = page.getByRole('dialog', { name: 'Assign a package to' });
    await dialog.getByRole('combobox', { name: 'Package' }).click();
    await page.getByTitle('Movie pack', { exact: true }).click();
    await dialog.getByLabel('Reason').fill('A trial');
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Active packages' }).waitFor();
    // With the time: it ends in the middle of a day.
    await page.getByText(/^Movie pack until \w+ \d+, \d{4}, \d\d:\d\d · 5 credits each day$/).waitFor();
  });

  test('are priced by a list, whose changes are told below it', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/credits/prices');
    await page.getByText('Nobody has changed a price yet').waitFor();
    await page.getByRole('button', { name: 'Add an action' }).click();
    await page.getByLabel('Action', { exact: true }).fill('Video!');
    await page.getByLabel('Name (English)').fill('Video');
    await page.getByLabel('Name (Chinese)').fill('视频');
    await page.getByRole('textbox', { name: 'Credits', exact: true }).fill('12');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('2 to 64 lower-case letters, digits or _, a letter first').waitFor();
    await page.getByLabel('Action', { exact: true }).fill('video');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: new, 12').waitFor();

    await page.getByRole('textbox', { name: 'Credits', exact: true }).fill('15');
    await page.getByLabel('Reason (optional)').fill('Dearer machines');
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: 12 → 15').waitFor();
    await page.getByText('Dearer machines').waitFor();
    await page.getByRole('button', { name: 'Remove row 1' }).click();
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: 15, taken off the list').waitFor();
    expect(await asAdmin(product(), 'GET', '/admin/credits/prices')).toMatchObject({ prices: [] });
  });

  test('are priced on phones by cards, each field as wide as what is typed', async () => {
    const { version } = await asAdmin(product(), 'GET', '/admin/credits/prices');
    const video = { action: 'video', name: { en: 'Video generation', 'zh-CN': '视频生成' }, amount: 60 };
    await asAdmin(product(), 'PUT', '/admin/credits/prices', { prices: [video] }, version);
    const { page } = await product().visitAsAdmin('/app/admin/credits/prices', phone);
    await page.getByText('Times in UTC').waitFor();
    const remove = await page.getByRole('button', { name: 'Remove row 1' }).boundingBox();
    const action = await page.getByLabel('Action', { exact: true }).boundingBox();
    const amount = await page.getByRole('textbox', { name: 'Credits', exact: true }).boundingBox();
    if (!remove || !action || !amount) throw new Error('A field is not there');
    expect(remove.x).toBeGreaterThanOrEqual(action.x + action.width);
    expect(Math.abs(remove.y - action.y)).toBeLessThan(4);
    expect(amount.width).toBeGreaterThan(280);
    await page.getByRole('button', { name: 'Remove row 1' }).click();
    await page.getByRole('button', { name: 'Save the list' }).click();
    await page.getByText('video: 60, taken off the list').waitFor();
  });

  test('are given by a CSV file: previewed, then each row once, also after an answer that was lost', async () => {
    const person = await product().register();
    const [id, other] = [person.account.id, (await product().register()).account.id];
    const good = [`${id},500,"A present,\nfor you",`, `${other},20,Welcome,`];
    const bad = `${randomUUID()},20,Nobody,`;
    const content = ['accountId,amount,reason,expiresAt', good[0], bad, good[1]].join('\r\n');
    const { page, excuse } = await product().visitAsAdmin('/app/admin');
    excuse(/ERR_FAILED|422/);
    await page.getByRole('link', { name: /Credits$/ }).click();
    await page.getByRole('link', { name: 'Grants by CSV' }).click();
    const form = page.getByRole('main');
    const submit = form.getByRole('button', { name: 'Import' });
    expect(await submit.isDisabled()).toBe(true);
    const [sample] = await Promise.all([
      page.waitForEvent('download'),
      form.getByRole('button', { name: 'Save a sample file' }).click(),
    ]);
    expect(await readFile(await sample.path(), 'utf8')).toMatch(/^accountId,amount,reason,expiresAt\r\n/);

    const file = { name: 'grants.csv', mimeType: 'text/csv', buffer: Buffer.from(content) };
    await form.getByLabel('CSV file').setInputFiles(file);
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByText('Ready: 2').waitFor();
    await form.getByText('Refused: 1').waitFor();
    await form.getByText('Credits in all: 520').waitFor();
    await form.getByRole('row', { name: `2 ${person.user.name} ${person.user.email}` }).waitFor();
    const balanceOf = async (accountId: string) =>
      z
        .object({ balance: z.int() })
        .parse(await asAdmin(product(), 'GET', `/credits/balance?accountId=${accountId}`)).balance;
    expect(await balanceOf(id)).toBe(0);

    // The server does it, and the browser never hears of it.
    const imports = '**/api/admin/credits/grants/import';
    const keys: (string | undefined)[] = [];
    await page.route(imports, async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      await route.fetch();
      await route.abort();
    });
    await submit.click();
    await form.getByRole('alert').waitFor();
    expect(await balanceOf(id)).toBe(500);
    await page.unroute(imports);
    page.on('request', (request) => {
      if (request.url().endsWith('/import')) keys.push(request.headers()['idempotency-key']);
    });
    await submit.click();
    await form.getByText('Granted before: 2').waitFor();
    await form.getByText('This file was imported before, and nothing was granted again.').waitFor();
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toBeDefined();
    expect([await balanceOf(id), await balanceOf(other)]).toEqual([500, 20]);

    const [refused] = await Promise.all([
      page.waitForEvent('download'),
      form.getByRole('button', { name: 'Save the refused rows' }).click(),
    ]);
    expect(await readFile(await refused.path(), 'utf8')).toBe(
      `accountId,amount,reason,expiresAt\r\n${bad}\r\n`,
    );

    // Also once the page was loaded anew.
    await page.reload();
    await form.getByLabel('CSV file').setInputFiles(file);
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByText('Ready: 2').waitFor();
    await submit.click();
    await form.getByText('Granted before: 2').waitFor();
    expect([await balanceOf(id), await balanceOf(other)]).toEqual([500, 20]);

    // All of it is done.
    expect(await submit.isDisabled()).toBe(true);
    await form.getByLabel('Content').fill(`accountId,amount\n${id},500`);
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByText('The first row must be accountId,amount,reason,expiresAt').waitFor();
  });

  test('by a CSV file end with a day, and what is no day is refused in the reader’s language', async () => {
    const { id } = (await product().register()).account;
    const rows = [`${id},5,Welcome,2099-12-31`, `${id},5,Welcome,31.12.2099`, `${id},5,,2020-01-01`];
    const { page } = await product().visitAsAdmin('/app/admin/credits/grants');
    await page.evaluate(() => localStorage.setItem('meterstone.locale', 'zh-CN'));
    await page.reload();
    await page.getByLabel('内容').fill(['accountId,amount,reason,expiresAt', ...rows].join('\n'));
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByText('可发放：1').waitFor();
    await page
      .getByRole('row', { name: /31\.12\.2099 被拒绝：expiresAt 须为尚未过去的日期或时间/ })
      .waitFor();
    await page.getByRole('row', { name: /2020-01-01 被拒绝：reason 须说明原因/ }).waitFor();
  });
});
