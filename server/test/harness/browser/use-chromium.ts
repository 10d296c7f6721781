import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasChromium, launchChromium } from './chromium.ts';

/** A suite that needs a real Chromium; without one it reports itself as skipped, by name. */
export const describeWithChromium = hasChromium ? describe : describe['skip'];

/** A browser for the tests of a suite. */
export function useChromium(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error('The browser starts with the first test');
    return browser;
  };
}
