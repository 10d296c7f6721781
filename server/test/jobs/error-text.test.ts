import { expect, test } from '@jest/globals';
import { errorText } from '../../src/jobs/error-text.ts';

test.each([
  [new Error('connect ECONNREFUSED 127.0.0.1:5432'), 'connect ECONNREFUSED 127.0.0.1:5432'],
  [new Error(' two\n lines\twith\0NUL '), 'two lines with NUL'],
  [new TypeError(''), 'TypeError'],
  ['only a text', 'only a text'],
  [undefined, 'undefined'],
])('%s is told as it is, on one line', (error, text) => {
  expect(errorText(error)).toBe(text);
});

test.each([
  ['postgres://owner:hunter2@db.example/app is away', 'postgres://***@db.example/app is away'],
  ['GET https://pay.example/v1?key=hunter2&to=x failed', 'GET https://pay.example/v1?key=***&to=*** failed'],
  ['refused: Authorization: Bearer hunter2', 'refused: Authorization: Bearer ***'],
  ['the key msk_hunter2 is revoked', 'the key msk_*** is revoked'],
  ['sk_live_hunter2 is no key', 'sk_*** is no key'],
  ['eyJhbGciOi.eyJzdWIiOi.hunter2-_ has run out', '*** has run out'],
])('of %s the secret stays away', (message, text) => {
  expect(errorText(new Error(message))).toBe(text);
});

test('what Postgres says beside the message stays away, as it quotes rows', () => {
  const error = Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(ada@example.com)' });
  expect(errorText(error)).toBe('duplicate key');
});

test('a long message is cut', () => {
  const text = errorText(new Error('x'.repeat(10_000)));
  expect(text).toHaveLength(500);
  expect(text).toMatch(/x…$/);
});
