import type { Locator } from 'playwright-core';

/**
 * How far to the right the content of these reaches, in pixels of the window: what scrolls within it counts whole.
 * Throws where there are none.
 */
export async function widestOf(parts: Locator): Promise<number> {
  const ends = await parts.evaluateAll((elements) =>
    elements.map((element) => element.getBoundingClientRect().left + element.scrollWidth),
  );
  if (ends.length === 0) throw new Error('There is nothing to measure');
  return Math.max(...ends);
}
