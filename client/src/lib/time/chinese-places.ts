/**
 * Cities in Chinese, a line each: none before they are known, nor on pages in another language. Which zones they are of
 * is told by zone-places.ts: the names of the zones come with the app, and this begins before it.
 */
let lines = '';

/** Makes the cities known in Chinese: browsers can't tell them. For whoever tells times to wait for. */
export async function learnChinesePlaces(): Promise<void> {
  if (lines === '') lines = (await import('./zone-cities-zh.gen.ts')).zoneCitiesZh;
}

/** As `zone-cities-zh.gen.ts` has them; empty where they are not known. */
export function chinesePlaces(): string {
  return lines;
}
