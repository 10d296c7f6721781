import { expect, test } from '@jest/globals';
import { plans } from '@meterstone/server/demo-catalog';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { createPlan, updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { planOf } from './harness/site.ts';
import { useSite } from './harness/use-site.ts';

describeWithChromium('the plans', () => {
  const site = useSite();

  test('are there with prices and quotas, and the console stays clean', async () => {
    const { page, complaints } = await site().visit('/en/');
    const pro = page.locator('[data-plan=pro]');
    expect(await page.locator('[data-plan] h3').allInnerTexts()).toEqual([
      'Free',
      expect.stringContaining('Pro'),
      'Team',
      'Enterprise',
    ]);
    expect(await pro.innerText()).toContain('$24');
    expect(await pro.locator('li').allInnerTexts()).toContain('80 articles a\u00a0day');
    expect(await pro.innerText()).toContain('Our suggestion');
    expect(await page.locator('#compare').innerText()).toContain('not included');
    // All that a card tells is compared.
    const credits = page
      .locator('#compare')
      .getByRole('row')
      .filter({ hasText: /^Credits/ });
    expect(
      (await credits.getByRole('cell').allInnerTexts()).map((text) => text.replace('\u00a0', ' ')),
    ).toEqual(['not included', '500 credits a month', 'not included', 'not included']);
    expect(complaints).toEqual([]);
  });

  test('are as wide as the questions below them', async () => {
    const { page } = await site().visit('/en/', { viewport: { width: 1440, height: 900 } });
    const widthOf = (part: string) =>
      page.locator(part).evaluate((element) => element.getBoundingClientRect().width);
    expect(await widthOf('#questions details:first-child')).toBe(await widthOf('ul.plans'));
  });

  test('are there without JavaScript, down to the choice by month or year', async () => {
    const { page } = await site().visit('/en/', { javaScriptEnabled: false });
    const pro = page.locator('[data-plan=pro]');
    expect(await pro.innerText()).toContain('$24');
    expect(await pro.locator('[data-choose]').getAttribute('href')).toBe(
      '/app/choose?plan=pro&interval=month&currency=USD',
    );
    const yearly = pro.getByRole('link', { name: 'or $240 for one year' });
    await yearly.waitFor();
    expect(await yearly.getAttribute('href')).toBe('/app/choose?plan=pro&interval=year&currency=USD');
    expect(await page.locator('input[name=interval]').first().isVisible()).toBe(false);
    await page.locator('summary').first().click();
    await page.locator('details p').first().waitFor();
  });

  test('by the year cost what a twelfth of it comes to, with the sum and the saving beside', async () => {
    const { page } = await site().visit('/en/');
    const pro = page.locator('[data-plan=pro]');
    const top = () =>
      page.locator('#compare').evaluate((element) => element.getBoundingClientRect().top + scrollY);
    const before = await top();
    await page.getByRole('radio', { name: 'Yearly 2 months free' }).check();
    await pro.locator('.amount').getByText('$20', { exact: true }).waitFor();
    await pro.getByText('$240 for one year').waitFor();
    expect(await pro.locator('.saving').innerText()).toBe('2 months free');
    expect(await top()).toBe(before);
    // The app goes on from there at once, so the address that was asked for is what counts.
    const chosen = page.waitForRequest('**/app/choose?plan=pro&interval=year&currency=USD');
    await pro.locator('[data-choose]').click();
    await chosen;
  });

  test('have a currency of the language, and the others to choose from', async () => {
    const { page } = await site().visit('/zh-CN/');
    const pro = page.locator('[data-plan=pro]');
    expect(await pro.innerText()).toContain('¥169');
    await page.getByRole('radio', { name: 'USD' }).check();
    await expectSoon(() => pro.innerText(), expect.stringContaining('US$24'));
    expect(await pro.locator('[data-choose]').getAttribute('href')).toBe(
      '/app/choose?plan=pro&interval=month&currency=USD',
    );
  });

  test.each([390, 768, 1440])('fit into %i px, with their names in sight while comparing', async (width) => {
    const { page } = await site().visit('/en/', { viewport: { width, height: 600 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.locator('#compare tbody tr').last().scrollIntoViewIfNeeded();
    await page
      .locator('#compare tbody tr')
      .nth(2)
      .evaluate((row) => {
        row.scrollIntoView({ block: 'start', behavior: 'instant' });
      });
    const head = await page.locator('#compare thead th').last().boundingBox();
    expect(head?.y).toBeGreaterThanOrEqual(0);
    expect(head?.y).toBeLessThan(40);
  });

  test.each([390, 768, 1440])(
    'fit into %i px with a name of 200 characters without a space',
    async (width) => {
      const team = planOf(site(), 'team');
      const name = 'W'.repeat(200);
      await updatePlan(site().server, site().adminToken, team.id, { name: { en: name, 'zh-CN': name } });
      const { page } = await site().visit('/en/', { viewport: { width, height: 800 } });
      await expectSoon(() => page.locator('[data-plan=team] h3').innerText(), name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const card = await page.locator('[data-plan=team]').boundingBox();
      const button = await page.locator('[data-choose=team]').boundingBox();
      expect(button?.width).toBeLessThan(card?.width ?? 0);
      const head = await page.locator('#compare thead').boundingBox();
      expect(head?.height).toBeLessThan(160);
      await updatePlan(site().server, site().adminToken, team.id, { name: team.name });
    },
  );

  test.each([390, 768])(
    'of more than four are compared in a window of %i px, names in sight',
    async (width) => {
      const [, , team] = plans;
      if (!team) throw new Error('The demo sells no third plan');
      await createPlan(site().server, site().adminToken, { ...team, code: `team_${width}` });
      const { page } = await site().visit('/en/', { viewport: { width, height: 320 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const view = page.getByRole('group', { name: 'Compare plans' });
      await view.evaluate((element) => {
        element.scrollTo({ left: element.scrollWidth, top: element.scrollHeight, behavior: 'instant' });
      });
      const place = await view.boundingBox();
      expect(place?.height).toBeLessThan(320);
      const head = await view.getByRole('columnheader').last().boundingBox();
      expect(head?.y).toBe(place?.y);
      expect(head?.x).toBeLessThan(width);
      const feature = await view.getByRole('rowheader').last().boundingBox();
      expect(feature?.x).toBe(place?.x);
      expect(feature?.y).toBeLessThan((place?.y ?? 0) + (place?.height ?? 0));
    },
  );
});
