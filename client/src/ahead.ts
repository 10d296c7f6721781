import { askAhead } from './api/http/ahead.ts';
import { firstLocale, textsOf } from './lib/language/first-texts.ts';

/** Runs while the app's code is on its way. The app asks for the texts again, and says what is the matter with them. */
askAhead(location.pathname);
textsOf(firstLocale()).catch(() => undefined);
