import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { palette } from '../../../src/lib/theme/palette.ts';

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
