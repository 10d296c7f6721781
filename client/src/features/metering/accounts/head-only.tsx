import { useState, type ReactNode } from 'react';

/**
 * What stands in a head and can be operated: the table keeps a hidden copy of its heads to measure them, in which the
 * keyboard must find nothing.
 */
export function HeadOnly({ children }: { children: ReactNode }) {
  const [isCopy, setCopy] = useState(false);
  const look = (head: HTMLSpanElement | null) => {
    if (head?.closest('[aria-hidden="true"]')) setCopy(true);
  };
  return <span ref={look}>{!isCopy && children}</span>;
}
