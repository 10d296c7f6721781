import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { prepareViews } from '../harness/busy-account.ts';
import { restlessPages } from '../harness/layout-shifts.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { pathsFor } from '../harness/views.ts';

const phone = { width: 390, height: 844 };
const tablet = { width: 768, height: 1024 };

/** The most that may move on a page, of a screen. */
const calm = 0.05;

describeWithChromium('on narrow screens', () => {
  const product = useProduct();

  test.each([
    { locale: 'en', menu: 'Menu, 1 unread alert' },
    { locale: 'zh-CN', menu: '菜单，1 条未读预警' },
  ] as const)('the menu button of a phone tells of unread alerts: $menu', async ({ menu, locale }) => {
    const person = await product().register({ locale });
    const { page } = await product().visitAs(person, '/app/records', { viewport: phone, locale });
    await page.getByRole('button', { name: /^(Menu|菜单)$/ }).waitFor();
    await product().record(person.account.id, 'articles', 82);
    await page.getByRole('button', { name: menu, exact: true }).waitFor();
  });

  test('a tablet shows every link of the user center, and that there are unread alerts, in one line', async () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      const person = await product().register({ locale });
      await product().record(person.account.id, 'articles', 82);
      const { page } = await product().visitAs(person, '/app/records', { viewport: tablet, locale });
      const nav = page.getByRole('banner').getByRole('navigation');
      await nav.getByRole('link', { name: /1$/ }).waitFor();
      const places = await nav.getByRole('link').evaluateAll((links) =>
        links.map((link) => {
          const { top, left, right } = link.getBoundingClientRect();
          return { top, left, right, isVisible: link.checkVisibility() };
        }),
      );
      expect(places).toHaveLength(7);
      expect(places.every(({ isVisible }) => isVisible)).toBe(true);
      expect(new Set(places.map(({ top }) => top)).size).toBe(1);
      // The number stays clear of the link beside it.
      const badge = await nav.getByTitle('1', { exact: true }).evaluate((sup) => {
        const { left, right } = sup.getBoundingClientRect();
        return { left, right };
      });
      const next = places.find(({ left }) => left > badge.left);
      expect((next?.left ?? 0) - badge.right).toBeGreaterThanOrEqual(4);
      const end = await page.getByRole('banner').getByRole('status').boundingBox();
      expect(Math.max(...places.map(({ right }) => right))).toBeLessThanOrEqual(end?.x ?? 0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(tablet.width);
    }
  });

  let prepared: ReturnType<typeof prepareViews> | undefined;

  describe('nothing jumps on a slow line', () => {
    const empty = '/app/favicon.svg';
    const options = { viewport: phone };

    test('for visitors, and for somebody who has used up a quota', async () => {
      const { facts } = await (prepared ??= prepareViews(product()));
      const spent = await product().register();
      await product().record(spent.account.id, 'articles', 100);
      const visitor = await product().visit(empty, options);
      const user = await product().visitAs(spent, empty, options);
      expect([
        ...(await restlessPages(visitor.page, ['/en/', '/zh-CN/', ...pathsFor('nobody', facts)], calm)),
        ...(await restlessPages(user.page, ['/app/', '/app/credits', '/app/orders'], calm)),
      ]).toEqual([]);
    });

    test('for somebody who has used up a quota, where the server takes its time to say so', async () => {
      const spent = await product().register();
      await product().record(spent.account.id, 'articles', 100);
      const { page } = await product().visitAs(spent, empty, options);
      await page.context().route('**/api/usage/alerts?status=unread*', async (route) => {
        await delay(7_000);
        await route.continue();
      });
      expect(await restlessPages(page, ['/app/'], calm)).toEqual([]);
    });

    test('for users', async () => {
      const { buyer, facts } = await (prepared ??= prepareViews(product()));
      const { page } = await product().visitAs(buyer, empty, options);
      expect(await restlessPages(page, pathsFor('user', facts), calm)).toEqual([]);
    });

    test('for admins', async () => {
      const { facts } = await (prepared ??= prepareViews(product()));
      const { page } = await product().visitAsAdmin(empty, options);
      expect(await restlessPages(page, pathsFor('admin', facts), calm)).toEqual([]);
    });
  });

  test('what a toast lies over can be scrolled clear of it; in a drawer it stands below its head', async () => {
    const { code } = await makePackage(product(), 'Covered');
    const toastAt = async (address: string) => {
      const person = await product().register();
      const { page } = await product().visitAs(person, address, { viewport: phone });
      await page.locator('[data-connection=live]').first().waitFor({ state: 'attached' });
      return {
        page,
        toast: page.locator('.ant-notification-notice').filter({ hasText: 'New uses are refused' }),
        useUp: () => product().record(person.account.id, 'articles', 100),
      };
    };
    const paying = await toastAt(`/app/checkout?package=${code}`);
    const pay = paying.page.getByRole('button', { name: /^Pay/ });
    await pay.waitFor();
    await paying.useUp();
    await paying.toast.getByText('See details').waitFor();
    await expectSoon(async () => {
      await paying.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const [covered, cover] = [await pay.boundingBox(), await paying.toast.boundingBox()];
      return covered && cover ? covered.y + covered.height <= cover.y : undefined;
    }, true);

    const reading = await toastAt('/app/why/tokens');
    const head = reading.page.getByRole('dialog').locator('.ant-drawer-header');
    await head.waitFor();
    await reading.useUp();
    await reading.toast.getByText('See details').waitFor();
    await expectSoon(async () => {
      const [above, below] = [await head.boundingBox(), await reading.toast.boundingBox()];
      return above && below ? above.y + above.height <= below.y : undefined;
    }, true);
  });

  test('the eye of the password is at least 24 pixels wide and high', async () => {
    const { page } = await product().visit('/app/register', { viewport: phone });
    const eye = await page.getByRole('button', { name: 'Show what is typed' }).boundingBox();
    expect(Math.min(eye?.width ?? 0, eye?.height ?? 0)).toBeGreaterThanOrEqual(24);
  });
});
