import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { comeAlive, useSite } from './harness/use-site.ts';

describeWithChromium('languages', () => {
  const site = useSite();

  test.each([
    ['zh-CN', 'zh-CN'],
    ['en-GB', 'en'],
    ['fr-FR', 'en'],
  ])('a browser in %s is shown %s, and the address says so', async (browserLocale, locale) => {
    const { page, complaints } = await site().visit('/?ref=a#questions', { locale: browserLocale });
    await page.waitForURL(`${site().server.url}/${locale}/?ref=a#questions`);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(complaints).toEqual([]);
  });

  test.each([true, false])('are switched by a link, with JavaScript: %s', async (javaScriptEnabled) => {
    const { page } = await site().visit('/en/', { javaScriptEnabled });
    await page.getByRole('banner').getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh-CN/');
    expect(await page.title()).toBe('砚台：一份提纲，一篇成稿');
    await page.locator('[data-plan=pro]').getByText('专业版').first().waitFor();
    await page.getByRole('banner').getByRole('link', { name: 'English' }).click();
    await page.waitForURL('**/en/');
  });

  test('go on in the app, whose pages carry the same name', async () => {
    const { page, complaints } = await site().visit('/zh-CN/', { locale: 'en-US' });
    await page.getByRole('link', { name: '选择专业版' }).first().click();
    await page.getByRole('heading', { name: '创建账户' }).waitFor();
    await page.getByText('已选专业版').waitFor();
    await expectSoon(() => page.title(), '创建账户 · 砚台');
    await page.getByRole('banner').getByRole('link', { name: '砚台' }).click();
    await page.waitForURL('**/zh-CN/');
    await comeAlive(page, '/en/');
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectSoon(() => page.title(), 'Sign in · Inkstone');
    expect(complaints).toEqual([]);
  });

  test('each page tells search engines and networks about itself and the other', async () => {
    const { page } = await site().open({ javaScriptEnabled: false });
    const { url } = site().server;
    for (const locale of ['en', 'zh-CN']) {
      await page.goto(`/${locale}/`);
      const attribute = (selector: string, name: string) => page.locator(selector).getAttribute(name);
      expect(await attribute('link[rel=canonical]', 'href')).toBe(`${url}/${locale}/`);
      expect(await attribute('link[hreflang=en]', 'href')).toBe(`${url}/en/`);
      expect(await attribute('link[hreflang=zh-CN]', 'href')).toBe(`${url}/zh-CN/`);
      expect(await attribute('link[hreflang=x-default]', 'href')).toBe(`${url}/`);
      expect(await attribute('meta[name=description]', 'content')).toMatch(/.{30,}/);
      expect(await attribute('meta[property="og:title"]', 'content')).toBe(await page.title());
      const image = await fetch((await attribute('meta[property="og:image"]', 'content')) ?? '');
      expect(image.headers.get('content-type')).toBe('image/png');
    }
    expect(await (await fetch(`${url}/sitemap.xml`)).text()).toContain(`<loc>${url}/zh-CN/</loc>`);
    expect(await (await fetch(`${url}/robots.txt`)).text()).toContain(`Sitemap: ${url}/sitemap.xml`);
  });
});
