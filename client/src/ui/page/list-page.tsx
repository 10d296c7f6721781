import type { ReactNode } from 'react';
import { QueryView, type Fetched } from '../feedback/query-view.tsx';
import { Page } from './page.tsx';

interface ListPageProps<T> {
  title: string;
  intro?: ReactNode;
  /** That of the times in the list, where they are absolute. */
  timeZone?: string | undefined;
  /** How the list is shown, and the way to one more. */
  action?: ReactNode;
  /** Says what of the list is shown: most often a `FilterBar`. */
  filters?: ReactNode;
  query: Fetched<T>;
  /** Shaped like the list. */
  skeleton?: ReactNode;
  /** There is nothing to be listed, whatever the filters: then they, and the action, are about nothing and go. */
  isEmpty?: boolean;
  /** What opens over the list at an address of its own. */
  drawers?: ReactNode;
  /** The list, or a `Notice` where nothing is found. */
  children: (data: T) => ReactNode;
}

/** A page that lists things: what it is called and for, what narrows it, and the list once that is there. */
export function ListPage<T>(props: ListPageProps<T>) {
  const {
    title,
    intro,
    timeZone,
    action,
    filters,
    query,
    skeleton,
    isEmpty = false,
    drawers,
    children,
  } = props;
  return (
    <Page title={title} intro={intro} timeZone={timeZone} action={!isEmpty && action}>
      {!isEmpty && filters}
      <QueryView query={query} skeleton={skeleton}>
        {children}
      </QueryView>
      {drawers}
    </Page>
  );
}
