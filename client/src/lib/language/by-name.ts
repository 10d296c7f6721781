/** Compares names as lists in the reader's language sort them: `Plan 2` comes before `Plan 10`. */
export function byName(language: string): (one: string, other: string) => number {
  return new Intl.Collator(language, { numeric: true }).compare;
}
