/** States what must be true here whatever a caller sends; a false one is our bug and ends as a 500. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
