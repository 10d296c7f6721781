import { expect, test } from '@jest/globals';
import { matchPath } from 'react-router';
import { adminPages } from '../src/pages/admin/pages.ts';
import type { Page } from '../src/pages/define-page.ts';
import { sessionPages } from '../src/pages/session/pages.ts';
import { userPages } from '../src/pages/user/pages.ts';
import { paths } from '../src/paths.ts';

const withDrawers = (list: readonly Page[]): Page[] =>
  list.flatMap((page) => [page, ...withDrawers(page.drawers)]);
const all = withDrawers([...sessionPages, ...userPages, ...adminPages]);

/** Every address of `paths`, with `1` for each id. */
function addressesIn(of: object): string[] {
  return Object.values(of).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'object') return addressesIn(Object(value));
    const pattern = typeof value === 'function' && 'pattern' in value ? value.pattern : undefined;
    return typeof pattern === 'string' ? [pattern.replaceAll(/:\w+/g, '1')] : [];
  });
}

test('every address leads to a page', () => {
  const inside = addressesIn(paths).filter((address) => address !== paths.apiDocs);
  const lost = inside.filter((address) => !all.some(({ path }) => matchPath(path, address)));
  expect(lost).toEqual([]);
});

test('every page has an address of its own, and is drawn once under each of its names', () => {
  const addresses = all.map(({ path }) => path);
  expect(addresses).toEqual([...new Set(addresses)]);
  const names = all.flatMap(({ views }) => Object.keys(views));
  expect(names).toEqual([...new Set(names)]);
});

test('drawers open over the address of their page, and views are taken of their page', () => {
  for (const { path, drawers, views } of all) {
    for (const drawer of drawers) expect(drawer.path.startsWith(path)).toBe(true);
    for (const view of Object.values(views)) {
      expect(matchPath(path, view.replace(/\?.*/, ''))).not.toBeNull();
    }
  }
});
