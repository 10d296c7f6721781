/** What somebody typed as a part of a pattern of `like`, in which it stands for itself. */
export function likeLiteral(typed: string): string {
  return typed.trim().replace(/[\\%_]/g, String.raw`\$&`);
}
