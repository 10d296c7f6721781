import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import i18next from 'i18next';

// For calendars, which most pages go without; in the language of the page, also once that changes.
const speak = (language: string) => dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
speak(i18next.language);
i18next.on('languageChanged', speak);

export { dayjs };
