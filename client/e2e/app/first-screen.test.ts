import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import type { Locator, Page, Response } from 'playwright-core';
import { useProduct } from '../harness/product.ts';

const limitBytes = 350_000;

/** What a page loads of scripts until it shows what it is for and rests, gzipped. */
async function scriptBytes(page: Page, path: string, shown: Locator): Promise<number> {
  const sizes: Promise<number>[] = [];
  const count = (response: Response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on('response', count);
  await page.goto(path);
  await shown.waitFor();
  await page.waitForLoadState('networkidle');
  page.off('response', count);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

describeWithChromium('the first screen', () => {
  const product = useProduct();

  test('of somebody who is signed in loads at most 350 kB of scripts, socket and all', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/favicon.svg');
    const bytes = await scriptBytes(page, '/app/', page.getByRole('progressbar').first());
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(limitBytes);
  });

  test('of a visitor loads at most as much', async () => {
    const { page } = await product().visit('/app/favicon.svg');
    const form = page.getByRole('button', { name: 'Create account' });
    expect(await scriptBytes(page, '/app/register', form)).toBeLessThanOrEqual(limitBytes);
  });
});
