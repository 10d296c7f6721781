import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { zoneAtNoon } from '../clock/noon.ts';
import { patienceMs } from '../clock/wait.ts';

/**
 * The system's Chromium: nothing is downloaded. Without the windows that the others keep for each context, the shell
 * takes a third of their time.
 */
const executablePath = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
  .map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim())
  .find((path) => path !== '');

export const hasChromium = executablePath !== undefined;

/**
 * Code that a test runs is over before compilers that optimise it pay: without them a page takes 7 % less of a core.
 * Without the last four it keeps asking the network for things of its own.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--js-flags=--no-opt,--no-maglev',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

export async function launchChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  return chromium.launch({ executablePath, args: flags });
}

export interface Visit {
  page: Page;
  /** Of all its tabs: every error and warning of the console, every uncaught error, every refusal by the CSP. */
  complaints: string[];
  /**
   * Keeps nothing that matches, early or late: browsers tell by themselves of each request that is refused or fails.
   */
  excuse: (pattern: RegExp) => void;
  /** Closes the page, and its context with it. */
  close: () => Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Unless a test is about it nothing is loaded for what may come next: that takes a fifth of what a page does. */
  savesData?: boolean;
}

/**
 * A page in a context (cookies, storage) of its own; what it complains about is kept. Nothing moves unless a test
 * asks for it, as what is still leaving would be found beside what has come; and no day ends while a test runs.
 */
export async function openPage(
  browser: Browser,
  { savesData = true, ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: zoneAtNoon(),
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  if (savesData) {
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    });
  }
  const complaints: string[] = [];
  const excused: RegExp[] = [];
  const complain = (text: string) => {
    if (!excused.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (thrown) => complain(`uncaught: ${thrown.error().message}`));
  return {
    page: await context.newPage(),
    complaints,
    excuse(pattern) {
      excused.push(pattern);
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !pattern.test(text)));
    },
    close: () => context.close(),
  };
}

/** Another tab of the same person. */
export async function openTab(visit: Visit): Promise<Page> {
  return visit.page.context().newPage();
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it stands: `rule: element`. */
export function findingsOf(page: Page): Promise<string[]> {
  return runAxe(page, 'true');
}

/** What of that is serious or critical. */
export function seriousFindings(page: Page): Promise<string[]> {
  return runAxe(page, "impact === 'serious' || impact === 'critical'");
}

/** Runs outside of the page's own scripts, so the CSP need not be opened for it. */
async function runAxe(page: Page, counts: string): Promise<string[]> {
  // Colours on their way into place are no finding.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null)',
  );
  if (await page.evaluate("!('axe' in window)")) await page.evaluate(axeSource);
  // What can be pressed is 24 pixels wide and high (WCAG 2.5.8), which axe judges only when asked to.
  const options = `{ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }`;
  const run = `axe.run(document, ${options}).then(({ violations }) => violations
    .filter(({ impact }) => ${counts})
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ': ' + target.join(' ') + ' ' + failureSummary.replace(/\\s+/g, ' '))))`;
  return page.evaluate<string[]>(run);
}
