import { withNameApart } from '@meterstone/landing/fill';
import type { PostProcessorModule } from 'i18next';

/** What texts call the values that admins have named, whatever these begin with. */
const nameKeys = ['plan', 'plans', 'before', 'after', 'package', 'name', 'feature', 'features'];

/** The space that texts keep beside a date stands beside no Chinese: 12月30日到期, 15:47（上海时间）用尽. */
const closed = (text: string): string => text.replaceAll(/(?<=[日）]) (?=\p{Script=Han})/gu, '');

/**
 * Keeps names that begin or end with a digit apart from the Chinese beside them: 选择 7 天体验版; and closes up what
 * follows dates and brackets.
 */
export const namesApart: PostProcessorModule = {
  type: 'postProcessor',
  name: 'namesApart',
  process(text: string, _key, options: Readonly<Record<string, unknown>>) {
    const apart = nameKeys.reduce((shown, key) => {
      const name = options[key];
      // A bare number may stand elsewhere in the text, within a date.
      return typeof name === 'string' && /^\d|\d$/.test(name) && /\p{L}/u.test(name)
        ? withNameApart(shown, name)
        : shown;
    }, text);
    return closed(apart);
  },
};
