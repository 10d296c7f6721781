/** How many lines stand open; one more alone is not folded. */
const openLines = 4;

/** Folds what is too much to read at once, after what stands open: gains only, as losses decide. */
export function foldGains<Line extends { isGain: boolean }>(
  lines: readonly Line[],
): { open: Line[]; folded: Line[] } {
  const gains = lines.filter(({ isGain }) => isGain);
  const losses = lines.filter(({ isGain }) => !isGain);
  const room = Math.max(openLines - losses.length, 1);
  const openGains = gains.length > room + 1 ? room : gains.length;
  return { open: [...gains.slice(0, openGains), ...losses], folded: gains.slice(openGains) };
}
