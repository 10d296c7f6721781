import { useEffect } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { whenIdle } from '../../lib/browser/when-idle.ts';
import { addMoreTexts } from '../../lib/language/i18n.ts';
import type { Page } from '../../pages/define-page.ts';

/** So long a page is left to itself: what its reader does first comes first. */
const leaveMs = 3_000;

/**
 * Loads the code of these pages, and none of their data, once the one that is open has settled: one after the other,
 * whenever there is nothing better to do. A click then shows its page at once, also while the connection is away. Not
 * where people pay for each byte.
 */
export function useLoadedAhead(pages: readonly Page[]): void {
  useEffect(() => {
    let isOver = false;
    const left = pages.flatMap((page) => [page, ...page.drawers]);
    const loadNext = () => {
      const page = isOver ? undefined : left.shift();
      if (!page) return;
      // What does not come is asked for again, and told of, when somebody goes there.
      Promise.all([page.load(), page.texts && addMoreTexts(page.texts)]).then(
        () => whenIdle(loadNext),
        () => undefined,
      );
    };
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const stopWaiting = onceSettled(() => {
      leaving = setTimeout(() => whenIdle(loadNext), leaveMs);
    });
    return () => {
      isOver = true;
      stopWaiting();
      clearTimeout(leaving);
    };
  }, [pages]);
}

/** Runs something once nothing is being fetched; returns how to wait no longer. */
function onceSettled(run: () => void): () => void {
  const isSettled = () => queryClient.isFetching() === 0;
  if (isSettled()) {
    run();
    return () => undefined;
  }
  const stop = queryClient.getQueryCache().subscribe(() => {
    if (!isSettled()) return;
    stop();
    run();
  });
  return stop;
}
