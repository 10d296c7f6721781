/** Puts values in place of the `{name}`s of a template; a name without a value stays, so that it is seen. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
