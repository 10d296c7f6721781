import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { startSite, type Site } from './harness/site.ts';

describeWithChromium('languages', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await startSite();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test.each([
    ['zh-CN', 'zh-CN'],
    ['en-GB', 'en'],
    ['fr-FR', 'en'],
  ])('a browser in %s is shown %s, and the address says so', async (browserLocale, locale) => {
    const { page, complaints, close } = await openPage(browser, { locale: browserLocale });
    await page.goto(`${site.server.url}/?ref=a#questions`, { waitUntil: 'networkidle' });
    expect(page.url()).toBe(`${site.server.url}/${locale}/?ref=a#questions`);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([true, false])('are switched by a link, with JavaScript: %s', async (javaScriptEnabled) => {
    const { page, close } = await openPage(browser, { javaScriptEnabled });
    await page.goto(`${site.server.url}/en/`);
    await page.getByRole('banner').getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh-CN/');
    expect(await page.title()).toBe('砚台：一份提纲，一篇成稿');
    expect(await page.locator('[data-plan=pro]').innerText()).toContain('专业版');
    await page.getByRole('banner').getByRole('link', { name: 'English' }).click();
    await page.waitForURL('**/en/');
    await close();
  });

  test('each page tells search engines and networks about itself and the other', async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled: false });
    const { url } = site.server;
    for (const locale of ['en', 'zh-CN']) {
      await page.goto(`${url}/${locale}/`);
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
    await close();
  });
});
