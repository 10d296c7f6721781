import { withNameApart } from '@meterstone/landing/fill';
import type { PostProcessorModule } from 'i18next';

/** What texts call the values that admins have named, whatever these begin with. */
const nameKeys = ['plan', 'plans', 'before', 'after', 'package', 'name', 'feature', 'features'];

/** Keeps names that begin or end with a digit apart from the Chinese beside them: 选择 7 天体验版. */
export const namesApart: PostProcessorModule = {
  type: 'postProcessor',
  name: 'namesApart',
  process(text: string, _key, options: Readonly<Record<string, unknown>>) {
    return nameKeys.reduce((shown, key) => {
      const name = options[key];
      // A bare number may stand elsewhere in the text, within a date.
      return typeof name === 'string' && /^\d|\d$/.test(name) && /\p{L}/u.test(name)
        ? withNameApart(shown, name)
        : shown;
    }, text);
  },
};
