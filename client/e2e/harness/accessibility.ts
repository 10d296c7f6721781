import { seriousFindings } from '@meterstone/server/harness/browser/chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';

interface Look {
  width: number;
  colorScheme: 'light' | 'dark';
}

/** How a page is looked at: every width, theme and language, though not each with each, as a look takes a second. */
const pageLooks = [
  { locale: 'en', width: 1440, colorScheme: 'dark' },
  { locale: 'en', width: 390, colorScheme: 'light' },
  { locale: 'zh-CN', width: 768, colorScheme: 'light' },
] as const;

const openLooks = [
  { width: 1440, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

const phoneLooks = [
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

/** Something that opens over a page. */
export interface Opening {
  path: string;
  open: (page: Page) => Promise<void>;
  isOnPhones?: boolean;
}

/** What axe finds on each of these pages, in both languages, and whether anything sticks out to the side. */
export async function findingsOnPages(page: Page, paths: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  for (const path of paths) {
    await choose(page, pageLooks[0].locale);
    await show(page, pageLooks[0]);
    await page.goto(path);
    for (const { locale, ...look } of pageLooks) {
      await choose(page, locale);
      await page.waitForFunction((told) => document.documentElement.lang === told, locale);
      findings.push(...(await findingsOfLook(page, `${path} ${locale}`, look)));
    }
  }
  return findings;
}

/** What axe finds while each of these is open. */
export async function findingsWhileOpen(
  page: Page,
  openings: Readonly<Record<string, Opening>>,
): Promise<string[]> {
  const findings: string[] = [];
  for (const [name, { path, open, isOnPhones }] of Object.entries(openings)) {
    const looks = isOnPhones ? phoneLooks : openLooks;
    await show(page, looks[0]);
    await page.goto(path);
    await settle(page);
    await open(page);
    for (const look of looks) findings.push(...(await findingsOfLook(page, name, look)));
  }
  return findings;
}

async function findingsOfLook(page: Page, name: string, look: Look): Promise<string[]> {
  await show(page, look);
  await page.waitForFunction(
    (theme) => document.documentElement.dataset['theme'] === theme,
    look.colorScheme,
  );
  await settle(page);
  const where = `${name} ${look.colorScheme} ${look.width}`;
  let findings = await seriousFindings(page);
  // Only what lasts: colours that fade after others have faded are on their way.
  for (let tries = 0; findings.length > 0 && tries < 3; tries += 1) findings = await seriousFindings(page);
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [
    ...findings.map((finding) => `${where}: ${finding}`),
    ...(excess > 0 ? [`${where}: scrolls sideways by ${excess} px`] : []),
  ];
}

/** As in another tab, which spares a load of the page. */
async function choose(page: Page, locale: string): Promise<void> {
  await page.evaluate((told) => {
    localStorage.setItem('meterstone.locale', told);
    dispatchEvent(new StorageEvent('storage', { key: 'meterstone.locale' }));
  }, locale);
}

async function show(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.emulateMedia({ colorScheme });
}

/** The page when its skeletons are gone. */
async function settle(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const busy = page.locator('[aria-busy="true"], .ant-spin-spinning, .ant-skeleton-active');
  await expectSoon(() => busy.count(), 0);
}
