import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { asAdmin } from '../harness/api.ts';
import { makePlan, rowOf } from '../harness/plans.ts';
import { useProduct } from '../harness/product.ts';

describeWithChromium('what another admin changes', () => {
  const product = useProduct();

  test('of one account is fetched by what shows that account, and by nothing else', async () => {
    const shown = (await product().register({ name: 'Katherine Johnson' })).account;
    const other = (await product().register({ name: 'Dorothy Vaughan' })).account;
    const override = (accountId: string) =>
      asAdmin(product(), 'PUT', `/admin/accounts/${accountId}/overrides/articles`, {
        quota: 500,
        reason: `For ${accountId}`,
      });
    const { page } = await product().visitAsAdmin(`/app/admin/accounts/${shown.id}?tab=history`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Katherine Johnson' }).waitFor();
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname + search);
    });

    await override(other.id);
    await override(shown.id);
    await page.getByText(`For ${shown.id}`).waitFor();
    // The account itself is asked for by the clock, too.
    const others = asked.filter((path) => path !== `/api/admin/accounts/${shown.id}`);
    expect([...new Set(others)].toSorted()).toEqual([
      expect.stringMatching(`^/api/admin/audit\\?.*accountId=${shown.id}`),
      expect.stringMatching(`^/api/admin/orders\\?.*accountId=${shown.id}`),
    ]);
  });

  test('of accounts reaches the plans page, which tells how many have each plan', async () => {
    const plan = await makePlan(product(), 'Counted');
    const { account } = await product().register();
    const { page } = await product().visitAsAdmin('/app/admin/plans');
    await page.getByText('Live', { exact: true }).waitFor();
    const heads = await page.getByRole('columnheader').allTextContents();
    expect(heads).toContain('Accounts');
    const subscribers = rowOf(page, 'Counted').getByRole('cell').nth(heads.indexOf('Accounts'));
    await expectSoon(() => subscribers.textContent(), '0');
    await asAdmin(product(), 'POST', `/admin/accounts/${account.id}/plan`, {
      planCode: plan.code,
      reason: 'A test',
    });
    await expectSoon(() => subscribers.textContent(), '1');
  });
});
