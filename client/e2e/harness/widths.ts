import type { Locator, Page } from 'playwright-core';

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

/**
 * The words in cells of tables that go on in the next line, as their column is narrower than they are. Addresses and
 * numbers of orders may.
 */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const cell of document.querySelectorAll('th, td')) {
      const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        for (const { 0: word, index } of (text.textContent ?? '').matchAll(/[\p{L}\d,¥$]+(?![^\s]*[@.])/gu)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) broken.push(word);
        }
      }
    }
    return broken;
  });
}

/** How far the page goes sideways beyond the window. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
