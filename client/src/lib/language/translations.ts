/** A text that an admin wrote in each language, in the reader's; in any there is, where that is missing. */
export function inLanguage(texts: Record<string, string>, language: string): string {
  return texts[language] || texts['en'] || (Object.values(texts)[0] ?? '');
}
