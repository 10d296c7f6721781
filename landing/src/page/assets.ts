/** Vite's manifest of the browser's build, put here by vite.config.ts. */
declare const __MANIFEST__: Record<string, { file: string } | undefined>;

/** Address of the file that a source was built into. Throws when there is none, as before `vite build`. */
export function assetOf(source: string): string {
  const entry = __MANIFEST__[source];
  if (!entry) throw new Error(`The browser's build has no ${source}: run vite build first`);
  return `/${entry.file}`;
}
