import { startTransition, useEffect, useState } from 'react';

interface Steps {
  /** As many as fill a screen. */
  first: number;
  step: number;
}

/**
 * How many of a list to show by now: some at once, and the rest step by step, so that no step keeps the page from
 * answering.
 */
export function useInSteps(total: number, { first, step }: Steps): number {
  const [count, setCount] = useState(first);
  useEffect(() => {
    if (count >= total) return undefined;
    const timer = setTimeout(() => startTransition(() => setCount(count + step)));
    return () => clearTimeout(timer);
  }, [count, total, step]);
  return Math.min(count, total);
}
