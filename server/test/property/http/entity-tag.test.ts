import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entityTagOf, matchesEntityTag, versionFromIfMatch } from '../../../src/http/entity-tag.ts';

describe('If-Match', () => {
  it('reads a version plain, quoted and weak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (version) => {
        expect(versionFromIfMatch(`${version}`)).toBe(version);
        expect(versionFromIfMatch(` "${version}" `)).toBe(version);
        expect(versionFromIfMatch(`W/"${version}"`)).toBe(version);
      }),
    );
  });

  it.each([undefined, '', '*', '0', '"7', '7"', '1, 2', 'seven', '-1', '1.5', '9999999999'])(
    'refuses %s',
    (header) => {
      expect(() => versionFromIfMatch(header)).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          errors: [expect.objectContaining({ path: 'If-Match' })],
        }),
      );
    },
  );
});

describe('If-None-Match', () => {
  const tag = entityTagOf(['content']);

  it('matches the tag alone, in a list, weak, and *', () => {
    for (const header of [tag, `"x", ${tag}`, `W/${tag}`, '*'])
      expect(matchesEntityTag(header, tag)).toBe(true);
  });

  it('matches nothing else', () => {
    for (const header of [undefined, '', '"x"', tag.slice(1)])
      expect(matchesEntityTag(header, tag)).toBe(false);
  });

  it('differs whenever the content does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(entityTagOf(one) === entityTagOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
