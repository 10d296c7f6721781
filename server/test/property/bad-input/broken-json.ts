import fc from 'fast-check';

export interface BrokenJson {
  text: string;
  breakage: string;
}

/** Stands for what `JSON.stringify` would not write; replaced in the text. */
const raw: Record<string, string> = {
  '@huge': '1e999',
  '@minus zero': '-0',
  '@long number': '9'.repeat(400),
  '@deep list': '['.repeat(20_000) + ']'.repeat(20_000),
  '@deep object': '{"a":'.repeat(9_000) + '1' + '}'.repeat(9_000),
  '@proto': '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}}}',
};

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...Object.keys(raw)),
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      false,
      '',
      ' ',
      0,
      -1,
      1.5,
      1e21,
      -1e308,
      Number.MAX_SAFE_INTEGER + 1,
      2 ** 31,
      2 ** 63,
      [],
      {},
      [[]],
      [null],
    ],
    ...[
      '\0',
      'a\0b',
      '\ud800',
      'a\udc00b',
      '\u202e',
      '\u0007',
      'x'.repeat(600),
      'x'.repeat(20_000),
      '💩'.repeat(300),
    ],
    ...[
      "'; drop table users; --",
      '${7*7}',
      '<script>',
      'ext:',
      'ext:\n',
      'NaN',
      'null',
      '1',
      '-Infinity',
      '2026-13-45',
    ],
    ...['9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z'],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A value of JSON broken in one place: a field replaced, taken away, added or repeated. */
export function breakJson(sound: unknown): fc.Arbitrary<BrokenJson> {
  const places = placesIn(sound);
  return fc
    .tuple(
      fc.constantFrom(...places),
      fc.constantFrom('replace', 'remove', 'add', 'proto', 'repeat'),
      junk,
      fc.boolean(),
    )
    .map(([place, how, value, atRoot]) => {
      const where = atRoot ? [] : place;
      const changed = changeAt(sound, how === 'replace' || how === 'remove' ? place : where, how, value);
      const text = Object.entries(raw).reduce(
        (json, [name, written]) => json.replaceAll(JSON.stringify(name), () => written),
        JSON.stringify(changed).replaceAll('"@own proto"', '"__proto__"'),
      );
      return { text, breakage: `${how} at ${place.join('.')}: ${JSON.stringify(value).slice(0, 60)}` };
    });
}

/** The value with one of its texts replaced, for each of them; ids and codes too. */
export function textsReplaced(sound: unknown, text: string): unknown[] {
  if (typeof sound !== 'object' || sound === null) return [];
  return placesIn(sound)
    .filter((place) => typeof valueAt(sound, place) === 'string')
    .map((place) => changeAt(sound, place, 'replace', text));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
}

type Path = readonly (string | number)[];

function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => placesIn(item, [...at, index]))
    : Object.entries(value).flatMap(([key, item]) => placesIn(item, [...at, key]));
  return [at, ...inner];
}

function changeAt(value: unknown, [step, ...rest]: Path, how: string, junk: unknown): unknown {
  if (step === undefined) return changed(value, how, junk);
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (isLast && how === 'remove') return items.filter((_item, index) => index !== step);
    return items.map((item, index) => (index === step ? changeAt(item, rest, how, junk) : item));
  }
  const entries = Object.entries(value ?? {});
  if (isLast && how === 'remove') return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(
    entries.map(([key, item]) => [key, key === step ? changeAt(item, rest, how, junk) : item]),
  );
}

function changed(value: unknown, how: string, junk: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (how === 'repeat' && Array.isArray(value)) {
    const items: unknown[] = value;
    return Array.from({ length: 1_100 }, () => items[0]);
  }
  if (how === 'add' && isObject) return { ...value, noSuchField: junk };
  if (how === 'proto' && isObject) return { ...value, '@own proto': junk };
  return junk;
}
