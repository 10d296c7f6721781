import type { Device } from '../contract.ts';

/** In this order: each also says that it is one of those below. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, 'WeChat'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** What a `User-Agent` tells to people; of a program that is no browser its own name. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? '';
  const nameIn = (names: typeof browsers) => names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  const program = /^(?!Mozilla)[A-Za-z][\w.-]{0,39}(?=\/|$)/.exec(text)?.[0];
  return { browser: nameIn(browsers) ?? program ?? null, system: nameIn(systems) };
}
