import { parseWholeNumber } from '../../../lib/language/whole-number.ts';

/** As the API takes it; a text that is no number stays what it is, and none is undefined. */
export function typedAmount(text = ''): number | string | undefined {
  return parseWholeNumber(text) ?? (text.trim() === '' ? undefined : text);
}
