import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { palette, seriesColours } from '../../../src/lib/theme/palette.ts';

/** The same colours stand in TypeScript, for what is drawn, and in the styles of the client and of the landing page. */

const root = join(import.meta.dirname, '../../../..');
const names = Object.keys(palette.light);

async function rulesOf(file: string): Promise<string> {
  return readFile(join(root, file), 'utf8');
}

/** Each of the palette's names with its colour in these declarations, written as the palette does. */
function coloursIn(declarations: string, colourOf: (value: string) => string | undefined) {
  return Object.fromEntries(
    names.map((name) => {
      const value = new RegExp(`--${name}: ([^;]+);`).exec(declarations)?.[1] ?? '';
      return [name, longHex(colourOf(value) ?? '')];
    }),
  );
}

/** `#FFFFFF` of `#fff`. */
function longHex(colour: string): string {
  const hex = colour.toUpperCase();
  return hex.length === 4 ? hex.replaceAll(/[^#]/g, (digit) => digit + digit) : hex;
}

test('the client’s styles have the colours of its palette', async () => {
  const css = await rulesOf('client/src/lib/theme/palette.css');
  const [light = '', dark = ''] = ['', String.raw`\[data-theme='dark'\]`].map(
    (theme) => new RegExp(`:root${theme} \\{([^}]+)\\}`).exec(css)?.[1],
  );
  expect(coloursIn(light, (value) => value)).toEqual(palette.light);
  expect(coloursIn(dark, (value) => value)).toEqual(palette.dark);
});

test('the landing page has the same', async () => {
  const css = await rulesOf('landing/src/styles/palette.css');
  const pair = /^light-dark\((#\w+), (#\w+)\)$/;
  expect(coloursIn(css, (value) => pair.exec(value)?.[1])).toEqual(palette.light);
  expect(coloursIn(css, (value) => pair.exec(value)?.[2])).toEqual(palette.dark);
});

/** Linear light of the three parts, from 0 to 1. */
function lightOf(colour: string): [red: number, green: number, blue: number] {
  const part = (from: number) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** As WCAG 2 counts it. */
function contrastOf(one: string, other: string): number {
  const luminanceOf = (colour: string) => {
    const [red, green, blue] = lightOf(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return Math.max(a, b) / Math.min(a, b);
}

/** How different two colours look: their distance in Oklab (https://bottosson.github.io/posts/oklab/). */
function differenceOf(one: string, other: string): number {
  const oklab = (colour: string) => {
    const [red, green, blue] = lightOf(colour);
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const [a, b] = [oklab(one), oklab(other)];
  return Math.hypot(...a.map((part, index) => part - (b[index] ?? 0)));
}

test.each(['light', 'dark'] as const)('the levels of %s are read, and told from each other', (theme) => {
  const { ground, surface, accent, warning, critical, exhausted } = palette[theme];
  for (const level of [warning, critical, exhausted]) {
    for (const behind of [ground, surface]) expect(contrastOf(level, behind)).toBeGreaterThanOrEqual(4.5);
  }
  const colours = [accent, warning, critical, exhausted];
  const differences = colours.flatMap((one, index) =>
    colours.slice(index + 1).map((other) => differenceOf(one, other)),
  );
  expect(Math.min(...differences)).toBeGreaterThan(0.1);
});

test.each(['light', 'dark'] as const)('the series of charts in %s are seen, and no level', (theme) => {
  const { surface, warning, critical, exhausted } = palette[theme];
  const series = seriesColours[theme];
  // WCAG 1.4.11: what is not text.
  for (const colour of series) expect(contrastOf(colour, surface)).toBeGreaterThanOrEqual(3);
  const differences = series.flatMap((one, index) =>
    [...series.slice(index + 1), warning, critical, exhausted].map(
      (other) => [differenceOf(one, other), one, other] as const,
    ),
  );
  expect(differences.filter(([difference]) => difference <= 0.09)).toEqual([]);
});
