import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before, once the component is gone: a drawer that is a route of its own is taken
 * away by leaving that, which Ant Design does not notice.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus();
    },
    [before],
  );
}
