import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The system's Chromium: nothing is downloaded. */
const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim())
  .find((path) => path !== '');

export const hasChromium = executablePath !== undefined;

/** Without the last four it keeps asking the network for things of its own. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
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
  /** Every error and warning of the console, every uncaught error, every refusal by the CSP. */
  complaints: string[];
  /** Closes the page, and its context with it. */
  close: () => Promise<void>;
}

/** A page in a context (cookies, storage) of its own; what it complains about is kept. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  return watchPage(await context.newPage());
}

/** Another tab of the same person. */
export async function openTab(visit: Visit): Promise<Visit> {
  return watchPage(await visit.page.context().newPage());
}

function watchPage(page: Page): Visit {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  return { page, complaints, close: () => page.context().close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds serious or critical on the page as it stands: `rule: element`. Runs outside of the page's own
 * scripts, so the CSP need not be opened for it.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Colours on their way into place are no finding.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null)',
  );
  await page.evaluate(axeSource);
  const run = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ': ' + target.join(' ') + ' ' + failureSummary.replace(/\\s+/g, ' '))))`;
  return page.evaluate<string[]>(run);
}
