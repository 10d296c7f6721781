import { useEffect } from 'react';
import { useBrandName } from './brand.tsx';

/** The page's own name, and the names of what is open over it: the last is on top. */
let page = '';
const over: string[] = [];

function nameTab(): void {
  document.title = [...over.toReversed(), page].join(' · ');
}

/** Names the browser's tab after the page: `Overview · Inkstone`. */
export function useTabTitle(title: string): void {
  const brand = useBrandName();
  useEffect(() => {
    page = `${title} · ${brand}`;
    nameTab();
  }, [title, brand]);
}

/** Puts what is open over the page first: `Pro, version 5 · Plans · Meterstone`; nothing while it is unknown. */
export function useTabTitleOver(title: string | false | undefined): void {
  useEffect(() => {
    if (title === undefined || title === false || title === '') return;
    over.push(title);
    nameTab();
    return () => {
      over.splice(over.lastIndexOf(title), 1);
      nameTab();
    };
  }, [title]);
}
