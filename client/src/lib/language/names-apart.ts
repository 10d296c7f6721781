import { withNameApart } from '@meterstone/landing/fill';
import type { PostProcessorModule } from 'i18next';

/** What texts call the values that admins have named, whatever these begin with. */
const nameKeys = [
  'plan',
  'plans',
  'before',
  'after',
  'package',
  'item',
  'name',
  'actor',
  'feature',
  'features',
];

/** The space that texts keep beside a date stands beside no Chinese: 12月30日到期, 15:47（上海时间）用尽. */
const closed = (text: string): string => text.replaceAll(/(?<=[日）]) (?=\p{Script=Han})/gu, '');

/** The space that texts keep beside a name in Latin letters: 已发放 Pro, but 已发放专业版. A name may be stressed. */
function withNameClosed(text: string, name: string): string {
  const [first = '', ...rest] = text.split(name);
  const [begins, ends] = [/^\p{Co}?\p{Script=Han}/u.test(name), /\p{Script=Han}\p{Co}?$/u.test(name)];
  return rest.reduce((before, after) => {
    const left = begins ? before.replace(/(?<=\p{Script=Han}) $/u, '') : before;
    return left + name + (ends ? after.replace(/^ (?=\p{Script=Han})/u, '') : after);
  }, first);
}

/**
 * Keeps names that begin or end with a digit apart from the Chinese beside them, 选择 7 天体验版, and those in Chinese
 * close to it; and closes up what follows dates and brackets.
 */
export const namesApart: PostProcessorModule = {
  type: 'postProcessor',
  name: 'namesApart',
  process(text: string, _key, options: Readonly<Record<string, unknown>>) {
    const apart = nameKeys.reduce((shown, key) => {
      const name = options[key];
      if (typeof name !== 'string') return shown;
      const close = withNameClosed(shown, name);
      // A bare number may stand elsewhere in the text, within a date.
      return /^\d|\d$/.test(name) && /\p{L}/u.test(name) ? withNameApart(close, name) : close;
    }, text);
    return closed(apart);
  },
};
