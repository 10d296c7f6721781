const dayMs = 86_400_000;

/** Whole days or parts of them, each of 24 hours. */
export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * dayMs);
}
