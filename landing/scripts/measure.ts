import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchChromium } from '@meterstone/server/harness/browser/chromium';
import setUp from '@meterstone/server/harness/jest/global-setup';
import tearDown from '@meterstone/server/harness/jest/global-teardown';
import type { Browser } from 'playwright-core';
import { publicDir } from '../e2e/harness/bundle.ts';
import { startSite } from '../e2e/harness/site.ts';

/**
 * Measures the page against its bars (issue 3) and prints the figures: scripts gzipped; first visits, each with an
 * empty cache, over the slow 4G of Chromium's developer tools: largest paint and layout shift, the medians of five.
 * With an address as argument it measures the page there, else that of a server of its own.
 */
const slow4g = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1_600_000 * 0.9) / 8,
  uploadThroughput: (750_000 * 0.9) / 8,
};
const rounds = 5;
/** Long enough for the socket, the plans and some steps of the example. */
const watchMs = 6_000;

interface Visit {
  lcp: number;
  cls: number;
  largest: string;
}

async function measureVisit(browser: Browser, url: string, width: number): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slow4g);
  await page.addInitScript(observe);
  await page.goto(url);
  await page.waitForTimeout(watchMs);
  const visit = await page.evaluate(() => globalThis.visit);
  await context.close();
  return visit;
}

/** Runs in the page. */
function observe(): void {
  globalThis.visit = { lcp: 0, cls: 0, largest: '' };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      globalThis.visit.lcp = entry.startTime;
      const element: unknown = Reflect.get(entry, 'element');
      if (element instanceof Element) globalThis.visit.largest = element.tagName.toLowerCase();
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.visit.cls += Number(Reflect.get(entry, 'value'));
  }).observe({ type: 'layout-shift', buffered: true });
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function weigh(): Promise<string> {
  const folder = join(publicDir, 'assets');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (name) => ({ name, size: gzipSync(await readFile(join(folder, name))).length })),
  );
  const sum = sizes.reduce((total, { size }) => total + size, 0);
  const parts = sizes.map(({ name, size }) => `${name.replace(/-[\w-]{8}\.js$/, '')} ${kilobytes(size)}`);
  return `scripts, gzip: ${kilobytes(sum)} kB of 90 (${parts.join(', ')})`;
}

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);
const print = (line: string) => process.stdout.write(`${line}\n`);

declare global {
  var visit: Visit;
}

const [address] = process.argv.slice(2);
if (address === undefined) await setUp();
const site = address === undefined ? await startSite() : undefined;
const browser = await launchChromium();
try {
  print(await weigh());
  for (const width of [390, 1440]) {
    for (const locale of ['en', 'zh-CN']) {
      const visits: Visit[] = [];
      for (let round = 0; round < rounds; round += 1) {
        visits.push(await measureVisit(browser, `${address ?? site?.server.url ?? ''}/${locale}/`, width));
      }
      const lcp = visits.map((visit) => visit.lcp);
      const cls = Math.max(...visits.map((visit) => visit.cls));
      print(
        `${locale}, ${width} px: LCP ${Math.round(median(lcp))} ms of 1500 (worst ${Math.round(Math.max(...lcp))}, ` +
          `${visits[0]?.largest ?? '?'}), CLS at most ${cls.toFixed(3)} of 0.05`,
      );
    }
  }
} finally {
  await browser.close();
  await site?.stop();
  if (site) await tearDown();
}
