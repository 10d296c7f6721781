import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

async function readPages(): Promise<{ name: string; text: string }[]> {
  const names = await Array.fromAsync(
    glob('{*.md,docs/**/*.md,{server,client,landing}/**/*.md}', {
      cwd: root,
      exclude: (name) => name.includes('node_modules'),
    }),
  );
  return Promise.all(
    names.sort().map(async (name) => ({ name, text: await readFile(join(root, name), 'utf8') })),
  );
}

test('the links and paths of the docs lead somewhere', async () => {
  const pages = await readPages();
  expect(pages.length).toBeGreaterThan(30);
  const lost: string[] = [];
  for (const { name, text } of pages) {
    // What begins with a slash is the product's; a scheme, the world's.
    for (const [, link = ''] of text.matchAll(/\]\((?!\/|[a-z]+:|#)([^)#\s]+)/g)) {
      if (!existsSync(join(root, dirname(name), link))) lost.push(`${name}: ${link}`);
    }
    for (const [, path = ''] of text.matchAll(/`((?:server|client|landing|docs)\/[\w./-]+\.\w+)`/g)) {
      if (!existsSync(join(root, path))) lost.push(`${name}: ${path}`);
    }
  }
  expect(lost).toEqual([]);
});
