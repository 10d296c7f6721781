/** Files of texts by namespace: `./en/catalog/plans.json` holds the texts of `plans`. */
export function byNamespace(files: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(files).map(([file, texts]) => [file.replace(/^.*\/|\.json$/g, ''), texts]),
  );
}
