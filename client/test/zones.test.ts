import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** A time of the clock without a zone leaves open whose clock that is. */

const root = join(import.meta.dirname, '../src');
const bare = /\bformat(?:Exact|DateTime|DayTime|Time)\(/;

/** What says times alone, and the page that names their zone once for all of them. */
const saidByPage: Record<string, string> = {
  'features/metering/trends/breakdown.tsx': 'pages/user/trends/trends-page.tsx',
  'features/metering/trends/trend-labels.ts': 'pages/user/trends/trends-page.tsx',
  'features/insights/uses-charts.tsx': 'pages/admin/overview/overview-page.tsx',
  'features/health/use-health-text.ts': 'pages/admin/health/health-page.tsx',
  'features/credits/admin/lot-table.tsx': 'pages/admin/accounts/account-page.tsx',
  'features/credits/balances/lot-table.tsx': 'pages/user/credits/credits-page.tsx',
  'features/credits/balances/standing.tsx': 'pages/user/credits/credits-page.tsx',
  'features/credits/packages/running/active-packages.tsx': 'pages/user/credits/credits-page.tsx',
  'features/credits/transactions/use-lot-words.ts': 'pages/user/credits/credits-page.tsx',
  'pages/user/orders/order-page.tsx': 'pages/user/orders/order-page.tsx',
  'pages/user/records/records-page.tsx': 'pages/user/records/records-page.tsx',
};

test('every time of the clock is told with its zone: beside it, on hover, or once for the page', async () => {
  const files = await Array.fromAsync(glob('{app,features,pages,ui}/**/*.{ts,tsx}', { cwd: root }));
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
  );
  const withBare = texts.filter(({ text }) => bare.test(text)).map(({ file }) => file);
  expect(withBare.sort()).toEqual([...Object.keys(saidByPage), 'ui/texts/times.tsx'].sort());
  for (const page of new Set(Object.values(saidByPage))) {
    expect([page, await readFile(join(root, page), 'utf8')]).toEqual([
      page,
      expect.stringMatching(/<(?:List)?Page\b[^]*?\btimeZone=\{|<ResetAt /),
    ]);
  }
});
