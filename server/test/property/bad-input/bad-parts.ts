import fc from 'fast-check';
import { fillPath } from '../../harness/every-route/world.ts';
import { noId, type Breakage } from './request.ts';

export function badPaths(path: string): fc.Arbitrary<Breakage> {
  const part = fc.oneof(
    fc.constantFrom(
      ...[
        '%00',
        '%',
        '%zz',
        '%c0%af',
        '%ff',
        'null',
        'undefined',
        '-1',
        '0',
        '1e400',
        "'--",
        '%27%20or%201%3D1--',
      ],
      ...[
        '..%2f..%2fetc',
        '%2e%2e',
        'ext:',
        'ext:%00',
        'ext:%0a',
        '*',
        '{}',
        '[object Object]',
        '__proto__',
        'constructor',
      ],
      ...[
        '%F0%9F%92%A9',
        'x'.repeat(4_000),
        `${noId}%00`,
        `${noId}%0a`,
        `{${noId}}`,
        `${noId} `,
        noId.replaceAll('-', ''),
      ],
    ),
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((text) => encodeURIComponent(text.toWellFormed())),
    fc.uuid(),
  );
  return part.map((bad) => (request) => {
    const escaped = bad.replaceAll(' ', '%20');
    const values = { id: escaped, accountId: escaped, featureCode: escaped };
    const [, query] = request.target.split('?');
    return {
      ...request,
      target: fillPath(path, values) + (query ? `?${query}` : ''),
      breakage: `path ${bad.slice(0, 60)}`,
    };
  });
}

export function badQueries(sound: [string, string][]): fc.Arbitrary<Breakage> {
  const name = fc.constantFrom(
    ...sound.map(([key]) => key),
    'unknown',
    '__proto__',
    'limit[$gt]',
    'toString',
    '%00',
  );
  const value = fc.constantFrom(
    ...[
      '',
      '%00',
      '%zz',
      '-1',
      '0',
      '1.5',
      '1e400',
      '99999999999999999999',
      'NaN',
      'null',
      '[]',
      '{}',
      'true',
      '%ff',
    ],
    ...[
      "'",
      '%ED%A0%80',
      '9999-99-99',
      '2026-02-30T00:00:00Z',
      '+275760-09-13T00:00:00Z',
      '0x10',
      ' ',
      'x'.repeat(3_000),
    ],
  );
  return fc
    .tuple(fc.shuffledSubarray(sound), name, value, fc.nat(2))
    .map(([kept, key, bad, again]) => (request) => {
      const pairs = kept
        .filter(([other]) => other !== key)
        .map(([other, good]) => `${other}=${encodeURIComponent(good)}`);
      const broken = Array.from({ length: again + 1 }, () => `${key}=${bad}`);
      const query = [...pairs, ...broken].join('&').replaceAll(' ', '%20');
      return {
        ...request,
        target: `${request.target}?${query}`,
        breakage: `query ${key}=${bad.slice(0, 40)}`,
      };
    });
}

export const badHeaders: fc.Arbitrary<Breakage> = fc
  .constantFrom<[string, string]>(
    ['authorization', 'Bearer'],
    ['authorization', 'Bearer '],
    ['authorization', 'Bearer null'],
    ['authorization', 'Basic cm9vdDpyb290'],
    ['authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['authorization', `Bearer msk_${'x'.repeat(43)}`],
    ['authorization', `Bearer msk_${'x'.repeat(5_000)}`],
    ['authorization', 'Bearer \u00ff\u00fe'],
    ['idempotency-key', ''],
    ['idempotency-key', 'two words'],
    ['idempotency-key', '\u00e9'],
    ['idempotency-key', 'x'.repeat(256)],
    ['idempotency-key', 'x'.repeat(6_000)],
    ['if-match', '*'],
    ['if-match', '"0"'],
    ['if-match', '1, 2'],
    ['if-match', 'x'.repeat(5_000)],
    ['x-request-id', 'x'.repeat(5_000)],
    ['x-request-id', 'a b\u00ff'],
    ['cookie', 'meterstone_refresh=\u00ff%zz; =; ;;;'],
    ['cookie', `meterstone_refresh=${'x'.repeat(4_000)}`],
    ['origin', 'null'],
    ['origin', 'https://evil.example'],
    ['x-forwarded-for', '\u00ff, 1.2.3.4, ::'],
    ['host', 'evil.example:99999'],
    ['if-none-match', '"'.repeat(999)],
    ['accept', 'text/html;q=x'],
    ['expect', 'a miracle'],
    ['range', 'bytes=0-'],
  )
  .map(([name, value]) => (request) => ({
    ...request,
    headers: { ...request.headers, [name]: value },
    // The key in the body of a usage event would count instead.
    body: name === 'idempotency-key' ? withoutOwnKey(request.body) : request.body,
    breakage: `header ${name}: ${value.slice(0, 40)}`,
  }));

function withoutOwnKey(body: Buffer | undefined): Buffer | undefined {
  return body && Buffer.from(body.toString().replace(/"idempotencyKey":"[^"]*",?/, ''));
}
