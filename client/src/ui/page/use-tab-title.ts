import { useEffect } from 'react';
import { useBrandName } from './brand.tsx';

/** Names the browser's tab after the page: `Overview · Inkstone`. */
export function useTabTitle(title: string): void {
  const brand = useBrandName();
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
}
