import { useSyncExternalStore } from 'react';

const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether the person wants nothing to move that need not. */
export function prefersReducedMotion(): boolean {
  return calm.matches;
}

function subscribe(listener: () => void): () => void {
  calm.addEventListener('change', listener);
  return () => calm.removeEventListener('change', listener);
}

/** As `prefersReducedMotion`, and kept current. */
export function useReducedMotion(): boolean {
  return useSyncExternalStore(subscribe, prefersReducedMotion);
}
