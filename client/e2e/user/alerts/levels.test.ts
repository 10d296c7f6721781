import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { asAdmin, givePlan } from '../../harness/api.ts';
import { useProduct } from '../../harness/product.ts';

const elastic = {
  code: 'articles',
  quota: 10,
  resetPeriod: 'monthly',
  overage: 'credits',
  overageRate: { credits: 2, per: 1 },
} as const;

describeWithChromium('how a quota stands that is used up', () => {
  const product = useProduct();

  test('is told alike to its owner and to admins: paid, refused, and over', async () => {
    const person = await product().register({ name: 'Nora Beyond' });
    const { id } = person.account;
    const agree = (capPerPeriod: number | null) =>
      asAdmin(product(), 'PUT', '/usage/elastic/articles', { accountId: id, enabled: true, capPerPeriod });
    await givePlan(product(), id, [elastic]);
    await asAdmin(product(), 'POST', '/admin/credits/grant', {
      accountId: id,
      amount: 50,
      reason: 'Welcome',
    });
    await agree(null);
    await product().record(id, 'articles', 10);
    await product().record(id, 'articles', 1);

    const [{ page }, { page: admin }, { page: list }] = [
      await product().visitAs(person, '/app/alerts'),
      await product().visitAsAdmin(`/app/admin/accounts/${id}`),
      await product().visitAsAdmin('/app/admin/accounts?q=nora'),
    ];
    const counts = () =>
      page
        .locator('dl > div')
        .allInnerTexts()
        .then((texts) => texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()));
    const alert = page.getByRole('list', { name: 'Alerts' }).getByRole('listitem');
    const quota = admin.getByRole('listitem').filter({ hasText: 'Articles' });
    const listed = list.getByRole('row').filter({ hasText: 'Nora Beyond' });
    const levelOf = (place: typeof quota) => place.getByRole('progressbar').getAttribute('data-level');

    await expectSoon(counts, [
      'Unread 1',
      'Paid with credits now 1',
      'Exhausted now 0',
      'Critical now 0',
      'Warning now 0',
    ]);
    await alert.getByText('11 of 10').waitFor();
    await quota.getByText('Paid with credits', { exact: true }).waitFor();
    await quota.getByText('1 beyond, paid with credits').waitFor();
    expect(await levelOf(quota)).toBe('warning');
    await listed.getByText('Paid with credits').waitFor();
    expect(await levelOf(listed)).toBe('warning');

    // Of the limit a third one would pass, nothing is left after this.
    await product().record(id, 'articles', 1);
    await agree(4);
    await page.reload();
    await expectSoon(counts, ['Unread 1', 'Exhausted now 1', 'Critical now 0', 'Warning now 0']);
    await alert.getByText('Exhausted').waitFor();
    await alert.getByText('12 of 10').waitFor();
    await admin.reload();
    await quota.getByText('Exhausted').waitFor();
    expect(await levelOf(quota)).toBe('exhausted');
    await admin.getByRole('tab', { name: 'Alerts' }).click();
    await admin.getByRole('tabpanel').getByText('Exhausted').waitFor();
    await list.reload();
    await listed.getByRole('progressbar').waitFor();
    expect(await levelOf(listed)).toBe('exhausted');

    // Under a larger plan it is over, for all that they have paid.
    await givePlan(product(), id, [{ ...elastic, quota: 100 }]);
    await alert.getByText('resolved by a change of plan').waitFor();
    expect(await alert.innerText()).not.toContain('New uses are refused');
    await expectSoon(counts, ['Unread 0', 'Exhausted now 0', 'Critical now 0', 'Warning now 0']);
  });
});
