import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/lib/boot-error.ts';

test.each([
  'https://example.com/help?from=app',
  'http://intranet.example:8080/',
  'mailto:help@example.com',
  'mailto:help@example.com?subject=Help',
])('people may be led to %s for help', (url) => {
  expect(readConfig({ SUPPORT_URL: url }).supportUrl).toBe(url);
});

test.each([
  'help@example.com',
  'example.com/help',
  'javascript:alert(1)',
  'tel:+15550100',
  'mailto:',
  'mailto:help',
])('%s stops the start, in one line that names the setting', (url) => {
  expect(() => readConfig({ SUPPORT_URL: url })).toThrow(ConfigError);
  expect(() => readConfig({ SUPPORT_URL: url })).toThrow(/^SUPPORT_URL: give .*mailto:/);
});

test('where it is empty or left out, pages name nowhere', () => {
  expect(readConfig({ SUPPORT_URL: '' }).supportUrl).toBeUndefined();
  expect(readConfig({}).supportUrl).toBeUndefined();
});
