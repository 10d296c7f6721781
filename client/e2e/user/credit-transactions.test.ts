import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { z } from 'zod';
import { asAdmin, asApplication, givePlan } from '../harness/api.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { widestOf } from '../harness/widths.ts';

describeWithChromium('transactions of credits', () => {
  const product = useProduct();

  /** Gives credits in the past. */
  const grantAt = (accountId: string, amount: number, at: string, source = 'admin') =>
    product().server.owner.query(
      `select public.grant_credits($1, $2::int, $4, $3, p_reason => 'Gift ' || $2::int, p_now => $3::text::timestamptz)`,
      [accountId, amount, at, source],
    );

  test('are filtered by days of the account, in the table and in the file, for owner and admin', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const accountId = person.account.id;
    await grantAt(accountId, 11, '2026-03-09T15:59:59Z');
    await grantAt(accountId, 22, '2026-03-09T16:00:00Z');
    await grantAt(accountId, 33, '2026-03-10T15:59:59Z');
    await grantAt(accountId, 44, '2026-03-10T16:00:00Z');
    const span = 'from=2026-03-10&to=2026-03-10';
    const { page } = await product().visitAs(person, '/app/credits', { timezoneId: 'America/New_York' });
    const lines = page.getByRole('row', { name: /Received/ });
    await expectSoon(() => lines.count(), 4);

    await page.getByLabel('From').fill('2026-03-10');
    await page.getByLabel('To', { exact: true }).click();
    await page.getByLabel('To', { exact: true }).fill('2026-03-10');
    // News of the page undoes nothing that is being typed.
    await grantAt(accountId, 55, '2026-03-11T16:00:00Z');
    await product().server.owner.query(
      `insert into public.outbox (topic, payload)
       values ('credits.changed', jsonb_build_object('accountIds', array[$1::uuid]))`,
      [accountId],
    );
    await expectSoon(() => lines.count(), 5);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/app/credits?${span}`);
    await expectSoon(() => lines.count(), 2);
    await page.getByRole('row', { name: /Received \+33 66/ }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    const [, ...rows] = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/);
    expect(rows.map((row) => /Gift \d+/.exec(row)?.[0])).toEqual(['Gift 33', 'Gift 22']);

    await page.goto('/app/credits?from=2026-01-01&to=2026-01-02');
    await page.getByText('No transaction matches these filters').waitFor();
    await page.getByRole('button', { name: 'Show all transactions' }).click();
    await page.waitForURL('**/app/credits');
    await expectSoon(() => lines.count(), 5);

    const { page: admins } = await product().visitAsAdmin(
      `/app/admin/accounts/${accountId}?tab=credits&${span}`,
    );
    await expectSoon(() => admins.getByRole('row', { name: /Granted \+/ }).count(), 2);
    const [adminsFile] = await Promise.all([
      admins.waitForEvent('download'),
      admins.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect((await readFile(await adminsFile.path(), 'utf8')).trim().split(/\r?\n/)).toHaveLength(3);
  });

  test('say in words what they were for and where they came from, and what is owed', async () => {
    const person = await product().register({ timeZone: 'Asia/Shanghai' });
    const accountId = person.account.id;
    const { version } = await asAdmin(product(), 'GET', '/admin/credits/prices');
    const video = { action: 'video', name: { en: 'Video generation', 'zh-CN': '视频生成' }, amount: 60 };
    await asAdmin(product(), 'PUT', '/admin/credits/prices', { prices: [video] }, version);
    await grantAt(accountId, 100, '2026-03-10T02:00:00Z');
    await asAdmin(product(), 'POST', '/credits/use', { accountId, action: 'video', idempotencyKey: 'one' });
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByRole('row', { name: /Spent/ }).getByRole('button').click();
    await page.getByText('For: Video generation 60 credits each on today’s price list').waitFor();
    await page
      .getByText('60 credits: Granted by the team · “Gift 100” · received Mar 10, 2026 · never end')
      .waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    const box = await page.getByText(/^60 credits: Granted by the team/).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 1_000)).toBeLessThanOrEqual(390);
    expect(await widestOf(page.getByRole('table'))).toBeLessThanOrEqual(390);
    await page.getByText('Times in Shanghai').waitFor();
    const { lots } = await asAdmin(product(), 'GET', `/credits/balance?accountId=${accountId}`);
    const lotId = z.tuple([z.object({ id: z.string() })]).parse(lots)[0].id;
    expect(await page.locator('main').innerText()).not.toContain(lotId);

    // What was spent already is owed, and the next grant pays it.
    await asAdmin(product(), 'POST', '/admin/credits/revoke', { accountId, lotId, reason: 'By mistake' });
    await page.getByText('60 owed: credits that were taken back after they had been spent.').waitFor();
    const { code } = await makePackage(product(), 'Owing');
    await page.goto(`/app/checkout?package=${code}`);
    await page.getByText('You owe 60 credits').waitFor();
    await page
      .getByText('60 of those that you buy pay for them at once, and 40 are left to spend.')
      .waitFor();
    await page.goto('/app/credits');
    await page
      .getByRole('row', { name: /Taken back, owed/ })
      .getByRole('button')
      .click();
    await page.getByText('The next credits that you receive pay for them first, by themselves.').waitFor();
    await grantAt(accountId, 60, new Date().toISOString(), 'bonus');
    await page.reload();
    await page
      .getByRole('row', { name: /Debt paid/ })
      .getByRole('button')
      .click();
    await page.getByText('Credits that were owed, paid from what came in.').waitFor();
  });

  test('name the package that a lot came with, also once it is used up', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const { id: packageId } = await makePackage(product(), 'Movie pack');
    await asAdmin(product(), 'POST', `/admin/accounts/${accountId}/packages`, {
      packageId,
      reason: 'A gift',
    });
    await asAdmin(product(), 'POST', '/credits/use', { accountId, amount: 100 });
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByRole('row', { name: /Spent/ }).getByRole('button').click();
    await page.getByText(/^100 credits: Granted by the team: Movie pack · “A gift” · received /).waitFor();
  });

  test('name the use that they paid beyond a quota, and lead to its record', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    const elastic = { overage: 'credits', overageRate: { credits: 2, per: 10 } } as const;
    await givePlan(product(), accountId, [
      { code: 'articles', quota: 10, resetPeriod: 'monthly', ...elastic },
    ]);
    await grantAt(accountId, 50, new Date().toISOString());
    await asAdmin(product(), 'PUT', '/usage/elastic/articles', { accountId, enabled: true });
    await product().record(accountId, 'articles', 4);
    const use = { accountId, featureCode: 'articles', amount: 9 };
    const { id: recordId } = await asApplication(product(), 'POST', '/usage/record', use);
    const { page } = await product().visitAs(person, '/app/credits');
    await page
      .getByRole('row', { name: /Spent.*Articles, beyond the quota/ })
      .getByRole('button')
      .click();
    await page.getByText('For use beyond the quota: Articles.').waitFor();
    await page.getByRole('link', { name: 'See the record' }).click();
    await page.getByText('1 record', { exact: true }).waitFor();
    await page.getByRole('dialog', { name: 'Usage record' }).getByText(recordId, { exact: true }).waitFor();

    const { page: admins } = await product().visitAsAdmin(`/app/admin/accounts/${accountId}?tab=credits`);
    await admins.getByRole('row', { name: /Articles, beyond the quota/ }).waitFor();
  });

  test('say in the reader’s language that a refund took them back, and that it came to nothing', async () => {
    const person = await product().register();
    const accountId = person.account.id;
    await grantAt(accountId, 100, new Date().toISOString(), 'purchase');
    const { owner } = product().server;
    const lot = `(select id from public.credit_lots where account_id = $1)`;
    await owner.query(`select public.revoke_credits($1, ${lot}, p_total => 40, p_reason => 'refund')`, [
      accountId,
    ]);
    await owner.query(`select public.reinstate_credits($1, ${lot}, p_reason => 'refund undone')`, [
      accountId,
    ]);
    const { page } = await product().visitAs(person, '/app/credits');
    await page.evaluate(() => localStorage.setItem('meterstone.locale', 'zh-CN'));
    await page.reload();
    await page.getByRole('row', { name: /恢复.*退款已撤销/ }).waitFor();
    await page
      .getByRole('row', { name: /收回.*退款/ })
      .getByRole('button')
      .click();
    await page.getByText('原因：退款', { exact: true }).waitFor();
    const { page: admins } = await product().visitAsAdmin(`/app/admin/accounts/${accountId}?tab=credits`);
    await admins.getByRole('row', { name: /Refund undone/ }).waitFor();
    await admins.getByRole('row', { name: /Refund$/ }).waitFor();
  });

  test('come with as many lots as the API tells, and how many there are', async () => {
    const person = await product().register();
    await product().server.owner.query(
      `select public.grant_credits($1, 1, 'admin', 'lot ' || n) from generate_series(1, 1001) as n`,
      [person.account.id],
    );
    const { page } = await product().visitAs(person, '/app/credits');
    await page.getByText('The first 1,000 of 1,001 are shown.').waitFor();
  });
});
