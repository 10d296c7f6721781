import type { Me } from '@meterstone/server/contract/identity';
import type { ComponentType } from 'react';
import type { MoreTexts } from '../lib/language/i18n.ts';
import type { Texts } from '../locales/texts.ts';
import type { Address } from '../paths.ts';

type IdOf<Pattern extends string> = Pattern extends `${string}:${infer Id}/${infer Rest}`
  ? Id | IdOf<Rest>
  : Pattern extends `${string}:${infer Id}`
    ? Id
    : never;

/** Where a page is opened: its address, and by whom. */
interface Opened<Id extends string> {
  /** The text in the address at the place of this id. */
  id: (name: Id) => string;
  query: URLSearchParams;
  me: Me;
}

/** A link to the page in the navigation of its area. */
interface Nav {
  label: `nav.${keyof Texts['common']['nav']}`;
  icon?: ComponentType;
}

/** All that the app, its tests and the screenshots know of a page. It is there once it is in its area's `pages.ts`. */
export interface Page {
  /** Of its picture, and to ask for it by; no other has it. */
  name: string;
  /** As the router reads it. */
  path: string;
  load: () => Promise<ComponentType>;
  /** What it says that the first screen does not load. */
  texts?: MoreTexts | undefined;
  /** Begins to fetch what the page shows first, while its code is on its way. */
  prefetch?: ((opened: Opened<string>) => void) | undefined;
  nav?: Nav | undefined;
  /** Of a page without a link of its own: the path of the one that is marked while it is open. */
  marks?: ((query: URLSearchParams) => string) | undefined;
  /** What opens over the page, at addresses of their own; the page has an `Outlet` for them. */
  drawers: readonly Page[];
  /** Names of pictures, and the addresses at which they are taken; in place of `:ids` stand those of a test's data. */
  views: Readonly<Record<string, string>>;
}

interface Definition<Pattern extends string> {
  name: string;
  path: Pattern | Address<Pattern>;
  load: () => Promise<ComponentType>;
  texts?: MoreTexts;
  prefetch?: (opened: Opened<IdOf<Pattern>>) => void;
  nav?: Nav;
  marks?: (query: URLSearchParams) => string;
  drawers?: readonly Page[];
  /** More than the page at its plain address, or under its own name another address. */
  views?: Readonly<Record<string, string>>;
}

/**
 * A page: it says here where it is, how it is loaded, what it shows first, where it stands in the navigation and what
 * there are pictures of. Its file is also read by tests outside of a browser: components come by `load` only.
 */
export function definePage<const Pattern extends string>(definition: Definition<Pattern>): Page {
  const { name, load, texts, prefetch, nav, marks, drawers = [], views } = definition;
  const path = typeof definition.path === 'string' ? definition.path : definition.path.pattern;
  return { name, path, load, texts, prefetch, nav, marks, drawers, views: { [name]: path, ...views } };
}
