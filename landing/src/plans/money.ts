/** A twelfth of a yearly price, rounded to the smallest unit. */
export function perMonth(yearlyMinor: number): number {
  return Math.round(yearlyMinor / 12);
}
