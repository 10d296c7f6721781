import { beforeAll, expect, test } from '@jest/globals';
import { LoginBody, RegisterBody } from '@meterstone/server/contract/identity';
import i18next from 'i18next';
import { fieldErrors } from '../../src/lib/language/validation.ts';
import { checks } from '../../src/pages/session/form/checks.ts';
import { wordsIn } from '../catalog/words.ts';

beforeAll(() => wordsIn('en'));

const ada = { name: 'Ada', email: 'ada@example.com', password: 'Analytical-1', timeZone: 'UTC' };

test.each([
  ['name', checks.name, RegisterBody, ['', ' ', 'A', ' Ada ', 'A'.repeat(200), 'A'.repeat(201)]],
  [
    'email',
    checks.email,
    RegisterBody,
    [
      'ada@example.com',
      'ADA+x@Example.Co.UK',
      "o'hara_1@a-b.dev",
      '.ada@example.com',
      'ada.@example.com',
      'a..b@example.com',
      'ada',
      'ada@',
      'ada@example',
      'ada@-example.com',
      'ada@exa mple.com',
      'ada@example.c',
      '张@example.com',
      `${'a'.repeat(250)}@b.cc`,
    ],
  ],
  ['password', checks.newPassword, RegisterBody, ['1234567', '12345678', 'x'.repeat(200), 'x'.repeat(201)]],
  ['password', checks.givenPassword, LoginBody, ['', '1', 'x'.repeat(200), 'x'.repeat(201)]],
] as const)('a visitor’s %s is judged as the contract judges it', (field, check, schema, texts) => {
  const t = i18next.getFixedT('en', 'validation');
  const { email, password } = ada;
  const others = schema === LoginBody ? { email, password } : ada;
  const byContract = texts.map((text) => fieldErrors(schema, { ...others, [field]: text }, t).get(field));
  expect(texts.map((text) => check(text, t))).toEqual(byContract);
});
