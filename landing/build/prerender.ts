import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locales } from '../src/content/locales.ts';
import type * as Bundle from '../src/render.tsx';

/**
 * Writes the pages without plans into dist/public, for hosts that only serve files; our server renders them itself.
 * Run after both builds. `node build/prerender.ts https://example.com` makes absolute addresses, and a sitemap.
 */
const [origin = ''] = process.argv.slice(2);
const dist = join(import.meta.dirname, '../dist');
const bundle: typeof Bundle = await import(join(dist, 'render/render.js'));
const publicDir = join(dist, 'public');

for (const locale of locales) {
  const folder = join(publicDir, locale);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), bundle.render({ locale, origin }));
}
if (origin !== '') {
  await writeFile(join(publicDir, 'robots.txt'), bundle.robots(origin));
  await writeFile(join(publicDir, 'sitemap.xml'), bundle.sitemap(origin));
}
