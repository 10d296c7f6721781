import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { useProduct } from '../harness/product.ts';

const phone = { width: 390, height: 844 };
const tablet = { width: 768, height: 1024 };

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
          const { top, right } = link.getBoundingClientRect();
          return { top, right, isVisible: link.checkVisibility() };
        }),
      );
      expect(places).toHaveLength(7);
      expect(places.every(({ isVisible }) => isVisible)).toBe(true);
      expect(new Set(places.map(({ top }) => top)).size).toBe(1);
      const end = await page.getByRole('banner').getByRole('status').boundingBox();
      expect(Math.max(...places.map(({ right }) => right))).toBeLessThanOrEqual(end?.x ?? 0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(tablet.width);
    }
  });

  test('the eye of the password is at least 24 pixels wide and high', async () => {
    const { page } = await product().visit('/app/register', { viewport: phone });
    const eye = await page.getByRole('button', { name: 'Show what is typed' }).boundingBox();
    expect(Math.min(eye?.width ?? 0, eye?.height ?? 0)).toBeGreaterThanOrEqual(24);
  });
});
