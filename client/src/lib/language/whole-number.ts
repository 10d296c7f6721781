/** Whole numbers as people type them: `1000`, `1,000`, `1 000`, and `１０００`, as Chinese input methods write. */

/**
 * The number that a text says; undefined for what is no whole number of 0 or more, Infinity for one too large to be
 * exact.
 */
export function parseWholeNumber(text: string): number | undefined {
  const digits = withoutGroups(text);
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : Infinity;
}

/** The same digits as computers write them: none of an input method's own, and not in groups. */
export function withoutGroups(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replaceAll(/[,\s](?=\d{3}(?:\D|$))/g, '');
}

/** As the API takes it; what is no number stays as typed, for the contract to refuse, and nothing is undefined. */
export function typedWholeNumber(text = ''): number | string | undefined {
  return parseWholeNumber(text) ?? (text.trim() === '' ? undefined : text);
}
