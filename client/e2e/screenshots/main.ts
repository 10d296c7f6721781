import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium, openPage, type Visit } from '@meterstone/server/harness/browser/chromium';
import type { Browser, Page } from 'playwright-core';
import type { Facts, Who } from '../harness/views.ts';
import { factsOf, signIn, startDemo, type Demo } from './demo.ts';
import { locales, scenes, themes, widths, type Locale, type Scene, type Theme } from './shots.ts';

const usage = `npm run screenshots -- [--only <part of a name>] [--locale en|zh-CN] [--theme light|dark] [--width 1440|768|390]`;
const folder = join(import.meta.dirname, '../../../screenshots');

interface Look {
  locale: Locale;
  theme: Theme;
  width: number;
}

/** Takes the pictures; tells what is wrong with pages: what the console says, what sticks out. Resolves to how much. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      locale: { type: 'string' },
      theme: { type: 'string' },
      width: { type: 'string' },
    },
  });
  const chosen = scenes.filter(({ name }) => name.includes(values.only));
  const looks = locales
    .flatMap((locale) => themes.flatMap((theme) => widths.map((width) => ({ locale, theme, width }))))
    .filter(({ locale }) => (values.locale ?? locale) === locale)
    .filter(({ theme }) => (values.theme ?? theme) === theme)
    .filter(({ width }) => (values.width ?? String(width)) === String(width));
  if (chosen.length === 0 || looks.length === 0) throw new Error(`Nothing to take. ${usage}`);
  await mkdir(folder, { recursive: true });
  const demo = await startDemo();
  const browser = await launchChromium();
  try {
    return await takeAll(demo, browser, chosen, looks);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function takeAll(
  demo: Demo,
  browser: Browser,
  chosen: readonly Scene[],
  looks: readonly Look[],
): Promise<number> {
  const open = () => openPage(browser, { baseURL: demo.url, locale: 'en-US', timezoneId: 'Asia/Shanghai' });
  const visits: Record<Who, Visit> = { nobody: await open(), user: await open(), admin: await open() };
  const user = await signIn(visits.user.page, demo.user);
  const { token } = await signIn(visits.admin.page, demo.admin);
  const facts = await factsOf(visits.admin.page, token, user);
  let found = 0;
  const report = (findings: readonly string[]) => {
    found += findings.length;
    for (const finding of findings) process.stderr.write(`${finding}\n`);
  };
  for (const { complaints } of Object.values(visits)) complaints.length = 0;
  for (const scene of chosen) {
    process.stdout.write(`${scene.name}\n`);
    const { page, complaints } = visits[scene.who];
    for (const look of looks) {
      const name = [scene.name, look.locale, look.theme, look.width].join('.');
      const findings = await take(page, scene, look, facts).catch((error: unknown) => [String(error)]);
      // What is open lies over the window, not over the whole page.
      const isOpen = await page.locator('.ant-drawer-open, .ant-modal-wrap:visible').count();
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isOpen === 0 });
      report([...findings, ...complaints.splice(0)].map((finding) => `${name}: ${finding}`));
    }
  }
  return found;
}

/** Brings the page into this look. Resolves to what is wrong with it. */
async function take(page: Page, scene: Scene, look: Look, facts: Facts): Promise<string[]> {
  await page.setViewportSize({ width: look.width, height: look.width < 600 ? 844 : 900 });
  await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
  if (page.url() === 'about:blank') await page.goto('/api/docs');
  await page.evaluate((told) => {
    // What the picture before left behind, such as a draft.
    for (const key of Object.keys(localStorage)) {
      if (key !== 'meterstone.session') localStorage.removeItem(key);
    }
    sessionStorage.clear();
    localStorage.setItem('meterstone.locale', told);
  }, look.locale);
  await page.goto(scene.path(facts, look.locale));
  await page.waitForFunction((told) => document.documentElement.lang === told, look.locale);
  await settle(page);
  await scene.act?.(page);
  await settle(page);
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return excess > 0 ? [`scrolls sideways by ${excess} px`] : [];
}

/** Until nothing is loading, and letters have their shapes. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1, main h2').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"], .ant-spin-spinning, .ant-skeleton-active'),
  );
  await page.evaluate(() => document.fonts.ready.then(() => null));
}

process.exitCode = (await main()) > 0 ? 1 : 0;
