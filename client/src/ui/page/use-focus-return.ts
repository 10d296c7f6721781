import { useEffect, useRef, useState } from 'react';

/**
 * Gives the focus back to what had it before, once the component is gone: a drawer that is a route of its own is taken
 * away by leaving that, which Ant Design does not notice.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      // In development React takes every effect away once and puts it back at once, while the drawer opens.
      queueMicrotask(() => {
        if (!isMounted.current) focus(before);
      });
    };
  }, [before]);
}

/** A link may have been rendered anew: then the one that leads to the same place. */
function focus(before: Element | null): void {
  const isLost = before instanceof HTMLAnchorElement && !before.isConnected;
  const present = isLost ? [...document.links].find(({ href }) => href === before.href) : before;
  if (present instanceof HTMLElement) present.focus();
}
