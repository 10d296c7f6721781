/** A query with some of its values changed; `undefined` takes one away. */
export function withQuery(
  before: URLSearchParams,
  changed: Record<string, string | undefined>,
): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  return after;
}
