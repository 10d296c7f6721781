/**
 * Puts values in place of the `{name}`s of a template; a name without a value stays, so that it is seen. A value that
 * begins or ends with a digit stands apart from the Chinese beside it: 选择 7 天体验版.
 */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string, at: number) => {
    const value = values[name];
    if (value === undefined) return whole;
    const [before, after] = [template.slice(0, at), template.slice(at + whole.length)];
    return apart(before, String(value), after);
  });
}

/** The value, with the spaces that it needs between what stands before and after it. */
function apart(before: string, value: string, after: string): string {
  const left = /\p{Script=Han}$/u.test(before) && /^\d/.test(value) ? ' ' : '';
  const right = /^\p{Script=Han}/u.test(after) && /\d$/.test(value) ? ' ' : '';
  return left + value + right;
}

/** A text that has this name in it already, with the same spaces. */
export function withNameApart(text: string, name: string): string {
  const [first = '', ...rest] = text.split(name);
  return rest.reduce((before, after) => before + apart(before, name, after) + after, first);
}
