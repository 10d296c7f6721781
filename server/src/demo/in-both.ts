/** What somebody wrote is one text for all who read it: the demo has readers of both languages. */
export function inBoth(en: string, zh: string): string {
  return `${en} / ${zh}`;
}
