/**
 * Postgres array literals for the hot path. The driver's own way quotes and escapes each element; ids and numbers
 * need neither.
 */

/** Of numbers and uuids, which never need quotes. */
export function plainArray(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

const bare = /^[A-Za-z0-9_.:/-]+$/;

/** Of any text; `undefined` is null. */
export function textArray(values: readonly (string | undefined)[]): string {
  let literal = '{';
  for (const value of values) {
    if (literal.length > 1) literal += ',';
    if (value === undefined) literal += 'NULL';
    else if (bare.test(value) && value.toUpperCase() !== 'NULL') literal += value;
    else literal += `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return `${literal}}`;
}
