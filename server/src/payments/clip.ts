/** The first `length` characters, none of them cut in two; what a provider's field can hold. */
export function clip(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('');
}

/** What is bought, in one line: `Pro, 500 credits × 3`. */
export function namesOf(items: readonly { name: string; quantity: number }[]): string {
  return items.map(({ name, quantity }) => (quantity === 1 ? name : `${name} × ${quantity}`)).join(', ');
}
