import { launchChromium } from '@meterstone/server/harness/browser/chromium';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signIn, startDemo, type Credentials, type Demo } from '../screenshots/demo.ts';
import { makePlans } from './plans.ts';
import { visit, type Conditions, type Figures } from './visit.ts';

/**
 * `npm run measure --workspace client`: the pages against the bars of docs/performance.md. First visits with an empty
 * cache, and visits by somebody whose browser has the code already, over a slow line on a phone; the admin's table of
 * 40 plans at a desk. Prints medians, the worst in brackets.
 */
const rounds = 5;

const phone: Conditions = { width: 390, isSlow: true };
const desk: Conditions = { width: 1440, isSlow: false };

const print = (line: string) => process.stdout.write(`${line}\n`);

async function measure(demo: Demo, browser: Browser): Promise<void> {
  const open = () => browser.newContext({ baseURL: demo.url, locale: 'en-US' });
  const ofNobody = async (path: string) =>
    report(`${path}, first visit`, await repeat(open, (page) => visit(page, path, phone)));
  await ofNobody('/app/sign-in');
  await ofNobody('/app/register');

  const asSomebody = (who: Credentials) => async () => {
    const context = await open();
    const page = await context.newPage();
    await signIn(page, who);
    await page.close();
    return context;
  };
  const asUser = asSomebody(demo.user);
  report('/app/, first visit', await repeat(asUser, (page) => visit(page, '/app/', phone)));
  report('/app/, with the code in the cache', await repeat(asUser, again('/app/', phone)));

  const admin = await open();
  await makePlans(await admin.newPage(), demo.admin, 40);
  await admin.close();
  const asAdmin = asSomebody(demo.admin);
  const plans = '/app/admin/plans';
  report(`${plans}, 40 plans, first visit`, await repeat(asAdmin, (page) => visit(page, plans, desk)));
  report(`${plans}, 40 plans, with the code in the cache`, await repeat(asAdmin, again(plans, desk)));
}

/** A second visit of the same browser. */
function again(path: string, conditions: Conditions): (page: Page) => Promise<Figures> {
  return async (page) => {
    await visit(page, path, { ...conditions, isSlow: false });
    return visit(page, path, conditions);
  };
}

/** Each time a browser of its own. */
async function repeat(
  open: () => Promise<BrowserContext>,
  once: (page: Page) => Promise<Figures>,
): Promise<Figures[]> {
  const visits: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await open();
    visits.push(await once(await context.newPage()));
    await context.close();
  }
  return visits;
}

function report(name: string, visits: readonly Figures[]): void {
  const show = (of: (figures: Figures) => number | undefined) => {
    const values = visits.map((figures) => of(figures) ?? 0).toSorted((one, other) => one - other);
    return `${Math.round(values[Math.floor(values.length / 2)] ?? 0)} (${Math.round(values.at(-1) ?? 0)})`;
  };
  print(name);
  print(`  largest paint ${show(({ largestPaint }) => largestPaint)} ms: ${visits[0]?.largest ?? '?'}`);
  print(`  blocked ${show(({ blocked }) => blocked)} ms, requests ${show(({ requests }) => requests)}`);
  if (visits[0]?.firstChart !== undefined) print(`  chart’s code ${show(({ firstChart }) => firstChart)} ms`);
}

const demo = await startDemo();
const browser = await launchChromium();
try {
  await measure(demo, browser);
} finally {
  await browser.close();
  await demo.stop();
}
