import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousFindings, type Visit } from '../../server/test/harness/chromium.ts';
import { describeWithChromium } from '../../server/test/harness/use-chromium.ts';
import { recordMany, reserve } from './harness/api.ts';
import { useProduct, type Product } from './harness/product.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const schemes = ['light', 'dark'] as const;

const visitorPages = ['/app/sign-in', '/app/register'];
const userPages = [
  '/app/',
  '/app/why/articles',
  '/app/alerts',
  '/app/records',
  '/app/trends?feature=tokens&compare=true',
  '/app/plans?plan=starter',
  '/app/profile',
];
const adminPages = [
  '/app/admin',
  '/app/admin/plans',
  '/app/admin/plans/new',
  '/app/admin/features',
  '/app/admin/features/articles',
  '/app/admin/accounts',
  '/app/admin/api-keys',
  '/app/admin/api-keys/new',
  '/app/admin/history',
];

/** Somebody whose pages are full: uses, a reservation, alerts. */
async function registerBusy(product: Product): ReturnType<Product['register']> {
  const person = await product.register({ name: 'Katherine Johnson' });
  const { id } = person.account;
  await recordMany(
    product,
    id,
    Array.from({ length: 30 }, (_, index) => ({
      featureCode: 'tokens',
      amount: 10 + index,
      occurredAt: new Date(Date.now() - index * 7_000_000).toISOString(),
    })),
  );
  await product.record(id, 'articles', 96);
  await reserve(product, id, 'articles', 2);
  return person;
}

/** The page when its skeletons are gone and the network is quiet. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('main').waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
}

/** What axe still finds once colours that fade after others have faded, too. */
async function lastingFindings(page: Page): Promise<string[]> {
  let findings = await seriousFindings(page);
  for (let tries = 0; findings.length > 0 && tries < 3; tries += 1) findings = await seriousFindings(page);
  return findings;
}

/** What axe finds on each of these, and whether anything sticks out to the side; by page, scheme and width. */
async function findingsOf({ page }: Visit, paths: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  for (const path of paths) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (size === sizes[0] && colorScheme === schemes[0]) await page.goto(path);
        await page.waitForFunction(
          (theme) => document.documentElement.dataset['theme'] === theme,
          colorScheme,
        );
        await settle(page);
        const where = `${path} ${colorScheme} ${size.width}`;
        findings.push(...(await lastingFindings(page)).map((finding) => `${where}: ${finding}`));
        const excess = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (excess > 0) findings.push(`${where}: scrolls sideways by ${excess} px`);
      }
    }
  }
  return findings;
}

describeWithChromium('accessibility', () => {
  const product = useProduct();

  test('has no serious finding where one signs in and registers', async () => {
    const visit = await product().visit('/app/sign-in');
    expect(await findingsOf(visit, visitorPages)).toEqual([]);
  });

  test('has no serious finding in the user center', async () => {
    const visit = await product().visitAs(await registerBusy(product()), '/app/');
    expect(await findingsOf(visit, userPages)).toEqual([]);
  });

  test("has no serious finding in the admin's pages", async () => {
    const { account } = await registerBusy(product());
    const accountPages = ['', '?tab=records', '?tab=alerts', '?tab=history'].map(
      (tab) => `/app/admin/accounts/${account.id}${tab}`,
    );
    const visit = await product().visitAsAdmin('/app/admin');
    expect(await findingsOf(visit, [...adminPages, ...accountPages])).toEqual([]);
  }, 120_000);
});
