/** As `onceIdle`; not at all where people pay for each byte, or said that they want few. */
export function whenIdle(run: () => void): void {
  const connection: unknown = Reflect.get(navigator, 'connection');
  if (!isDear(connection)) onceIdle(run);
}

/** Runs something once the page is loaded and the browser has nothing better to do. */
export function onceIdle(run: () => void): void {
  // Safari has no requestIdleCallback.
  const wait = 'requestIdleCallback' in window ? () => requestIdleCallback(run) : () => setTimeout(run, 200);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

/** Browsers that do not say are taken for cheap. */
function isDear(connection: unknown): boolean {
  if (typeof connection !== 'object' || connection === null) return false;
  return Reflect.get(connection, 'saveData') === true || Reflect.get(connection, 'type') === 'cellular';
}
