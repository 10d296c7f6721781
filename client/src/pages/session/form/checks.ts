import type { ValidationText } from '../../../lib/language/validation.ts';

/** What is wrong with what a field holds, in words; undefined where nothing is. */
export type Check = (text: string, t: ValidationText) => string | undefined;

/** As zod has it. */
const emailAddress = /^(?:[\w'+-]+\.)*[\w'+-]*[\w+-]@(?:[a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i;

function withLength(least: number, most: number): Check {
  return (text, t) => {
    if (text === '') return t('required');
    if (text.length < least) return t('tooShort', { count: least });
    return text.length > most ? t('tooLong', { count: most }) : undefined;
  };
}

/**
 * What the contract's schemas say of a visitor's fields, without zod, which they need not load; a test holds the two
 * together.
 */
export const checks = {
  name: (text, t) => withLength(1, 200)(text.trim(), t),
  email: (text, t) => (text === '' || emailAddress.test(text) ? withLength(1, 254)(text, t) : t('email')),
  newPassword: withLength(8, 200),
  givenPassword: withLength(1, 200),
  /** Found out or chosen from a list. */
  timeZone: () => undefined,
} satisfies Record<string, Check>;
