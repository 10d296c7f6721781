import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { tamper } from '@meterstone/server/harness/database/tamper';
import { findingsWhileOpen } from '../harness/accessibility.ts';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

describeWithChromium('health', () => {
  const product = useProduct();

  test('is red with the right rows once a row is tampered with, and green once repaired', async () => {
    const { server, register, record, visitAsAdmin } = product();
    const { account } = await register({ name: 'Grace Hopper' });
    await record(account.id, 'tokens', 30);
    const { page } = await visitAsAdmin('/app/admin/health');
    const state = page.getByRole('status').filter({ hasText: /checked|All is sound|wrong/ });
    await state.getByText('Not checked in full yet').waitFor();
    const run = page.getByRole('button', { name: 'Run now' });
    await run.click();
    await state.getByText('All is sound').waitFor();
    await page.getByText(/Advice on the setup/).waitFor();

    await tamper(server.owner, 'update public.user_usage set used = 12 where account_id = $1 and used = 30', [
      account.id,
    ]);
    await run.click();
    await state.getByText('1 thing is wrong').waitFor();
    const check = page.getByRole('region', { name: 'Counters and deadlines' });
    await check.getByText('1 finding', { exact: true }).waitFor();
    await check.getByText('What is used is the sum of the usage records').waitFor();
    expect(await check.getByRole('definition').allInnerTexts()).toEqual(['12', '30']);
    await check.getByText('Feature: Tokens').waitFor();
    await expectSoon(() => page.getByRole('region', { name: 'Ledger' }).getByText('Sound').count(), 1);
    expect(await check.getByRole('link', { name: 'Grace Hopper' }).getAttribute('href')).toBe(
      `/app/admin/accounts/${account.id}`,
    );

    await check.getByRole('button', { name: 'Count again' }).click();
    const question = page.getByRole('dialog', { name: 'Count the use again?' });
    await question.getByText('The counter becomes the sum of its records and holds').waitFor();
    await question.getByRole('button', { name: 'Count again' }).click();
    await toastOf(page, 'Repaired, and looked at again.');
    await state.getByText('All is sound').waitFor();
    await expectSoon(() => check.getByRole('listitem').count(), 0);

    await page.goto(`/app/admin/accounts/${account.id}?tab=history`);
    await page.getByText(/repaired what the health check had found/).waitFor();
  });

  test('says that it is looking, and what is known, until the answer is there', async () => {
    const { server, visitAsAdmin } = product();
    const { page } = await visitAsAdmin('/app/admin/health');
    const state = page.locator('[data-status]');
    // Whoever looks at lots has to wait.
    const blocker = await server.owner.connect();
    try {
      await blocker.query('begin; lock table public.credit_lots in access exclusive mode');
      await page.getByRole('button', { name: 'Run now' }).click();
      await state.getByText('Looking…').waitFor();
      await state.getByText('Until the answer is there: all was sound at the last look').waitFor();
      await expectSoon(() => state.getByText('All is sound').count(), 0);
      await blocker.query('rollback');
    } finally {
      blocker.release();
    }
    await state.getByText('All is sound').waitFor();
    await expectSoon(() => state.getByText('Looking…').count(), 0);
  });

  test('can be read by everybody while it is red, and says where somebody must decide', async () => {
    const { server, register, visitAsAdmin } = product();
    const { account } = await register({ name: 'Ada Lovelace' });
    await server.owner.query(`select public.grant_credits($1, 100, 'admin', 'one')`, [account.id]);
    const set = 'update public.credit_balances set last_seq = $2, balance = $3 where account_id = $1';
    await tamper(server.owner, set, [account.id, 3, 90]);
    const { page } = await visitAsAdmin('/app/admin/health');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('3 things are wrong').waitFor();
    await expectSoon(() => page.getByText('No safe repair: somebody must decide').count(), 3);
    expect(await page.getByRole('link', { name: 'Ada Lovelace' }).first().getAttribute('href')).toBe(
      `/app/admin/accounts/${account.id}?tab=credits`,
    );
    const open = () => page.getByText('3 things are wrong').waitFor();
    expect(await findingsWhileOpen(page, { 'the report': { path: '/app/admin/health', open } })).toEqual([]);
    await tamper(server.owner, set, [account.id, 1, 100]);
  });
});
