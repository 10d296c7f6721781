import type { Page } from 'playwright-core';
import { slow4g } from '../harness/layout-shifts.ts';

export interface Conditions {
  width: number;
  /** Over the slow 4G of a phone. */
  isSlow: boolean;
}

/** Of one visit; milliseconds from its beginning. */
export interface Figures {
  largestPaint: number;
  /** What was painted largest: its tag and its first words. */
  largest: string;
  /** By how much tasks were longer than 50 ms, in all: the total blocking time. */
  blocked: number;
  requests: number;
  /** When the chart library was asked for. */
  firstChart?: number;
}

declare global {
  var figures: Pick<Figures, 'largestPaint' | 'largest' | 'blocked'>;
}

const unhindered = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/** Visits the page, until nothing more is asked for. */
export async function visit(page: Page, path: string, { width, isSlow }: Conditions): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', isSlow ? slow4g : unhindered);
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.addInitScript(observe);
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], [data-loading]') === null);
  await page.waitForTimeout(1_000);
  const seen = await page.evaluate(() => globalThis.figures);
  const loads = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name, startTime }) => ({ name, startTime })),
  );
  await session.detach();
  const firstChart = loads.find(({ name }) => name.includes('/echarts-'))?.startTime;
  return { ...seen, requests: loads.length + 1, ...(firstChart !== undefined && { firstChart }) };
}

/** Runs in the page. */
function observe(): void {
  globalThis.figures = { largestPaint: 0, largest: '', blocked: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      globalThis.figures.largestPaint = entry.startTime;
      const element: unknown = Reflect.get(entry, 'element');
      if (element instanceof HTMLElement)
        globalThis.figures.largest = `${element.tagName.toLowerCase()} “${element.innerText.slice(0, 40)}”`;
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.figures.blocked += Math.max(0, duration - 50);
  }).observe({ type: 'longtask', buffered: true });
}
