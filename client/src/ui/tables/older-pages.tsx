import type { ReactNode } from 'react';
import { QueryView, type Fetched } from '../feedback/query-view.tsx';
import { OlderButton, type Older } from './older-button.tsx';

interface OlderPagesProps<Item> {
  /** What `useInfiniteQuery` returns. */
  query: Fetched<{ pages: readonly { items: readonly Item[] }[] }> & Older;
  /** Said where there are none. */
  empty: ReactNode;
  /** Shows those of all pages. */
  children: (items: Item[]) => ReactNode;
}

/** What begins with the newest, and goes back page after page. */
export function OlderPages<Item>({ query, empty, children }: OlderPagesProps<Item>) {
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return empty;
        return (
          <>
            {children(items)}
            <OlderButton query={query} />
          </>
        );
      }}
    </QueryView>
  );
}
