import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { bundle, publicDir } from '../e2e/harness/bundle.ts';
import { content as en } from '../src/content/en.ts';
import { content as zhCN } from '../src/content/zh-CN.ts';
import { makePlan } from './harness/plans.ts';

const origin = 'https://example.com';
const locales = ['en', 'zh-CN'] as const;

test('all scripts together weigh at most 90 kB', async () => {
  const folder = join(publicDir, 'assets');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(folder, name))).length),
  );
  expect(scripts.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(90_000);
});

test.each(locales)('the page in %s passes a CSP without inline scripts and style attributes', (locale) => {
  const html = bundle.render({ locale, origin, plans: [makePlan({ code: 'pro' })] });
  expect(html).not.toMatch(/<[^>]+\sstyle=/);
  expect(html).not.toMatch(/<[^>]+\son\w+=/);
  for (const [, attributes = '', text = ''] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
    if (!attributes.includes('type="application/json"')) expect(text).toBe('');
  }
  const styles = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css]) => css);
  expect(styles).toEqual([bundle.styles]);
});

test('a plan can not write markup into the page', () => {
  const evil = '</script><script>alert(1)</script>';
  const html = bundle.render({
    locale: 'en',
    origin,
    plans: [makePlan({ code: 'pro', name: { en: evil, 'zh-CN': evil } })],
  });
  expect(html).not.toContain('<script>alert');
  const [, json = ''] = /id="plan-data">([^]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toMatchObject([{ name: { en: evil } }]);
});

test.each([
  ['en', en.offer.choosing],
  ['zh-CN', zhCN.offer.choosing],
] as const)('the page in %s says what follows a choice before one can choose', (locale, choosing) => {
  const html = bundle.render({ locale, origin, plans: [makePlan({ code: 'pro' })] });
  const place = html.indexOf(`>${choosing}</p>`);
  expect(place).toBeGreaterThan(0);
  expect(place).toBeLessThan(html.indexOf('data-choose='));
});

test.each([
  [undefined, `href="mailto:${en.questions.email}">${en.questions.email}</a>`],
  [
    'mailto:help@example.com?subject=Hello',
    'href="mailto:help@example.com?subject=Hello">help@example.com</a>',
  ],
  ['https://example.com/help', `href="https://example.com/help">${en.questions.page}</a>`],
])(
  'questions lead to where the installation says that help is found, and to one place: %s',
  (support, link) => {
    const html = bundle.render({ locale: 'en', origin, support });
    expect(html).toContain(link);
    if (support !== undefined) expect(html).not.toContain(en.questions.email);
  },
);

test('the page needs no origin: its addresses are relative then', () => {
  const html = bundle.render({ locale: 'en', origin: '' });
  expect(html).toContain('<link rel="canonical" href="/en/"');
  expect(html).toContain('class="skeleton needs-script"');
});

test('the sitemap is XML whatever the origin', () => {
  const xml = bundle.sitemap('https://example.com/?a=1&b="<');
  expect(xml).toContain('<loc>https://example.com/?a=1&amp;b=&quot;&lt;/en/</loc>');
  expect(xml).not.toContain('"<');
});

test('everything the page names is there', async () => {
  for (const locale of locales) {
    const html = bundle.render({ locale, origin: '' });
    const files = [...html.matchAll(/(?:src|href|content)="(\/[\w/.-]+\.\w+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect((await readFile(join(publicDir, file))).length).toBeGreaterThan(0);
  }
});
