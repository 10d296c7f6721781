import { Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { updateProfile } from '../../../api/identity.ts';
import { locales, type Locale } from '../../../lib/language/first-texts.ts';
import { changeLocale } from '../../../lib/language/i18n.ts';
import { chooseTheme, themeChoices, useThemeChoice } from '../../../lib/theme/theme.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { ProfileSection } from './profile-section.tsx';

/** Changes the page at once, then keeps it with the person, for their next browser. */
export function LanguageSection() {
  const { t, i18n } = useTranslation('profile');
  const { t: tCommon } = useTranslation();
  const { message } = useToasts();
  const problemText = useProblemText();
  // Marked at once: the texts of another language are fetched first.
  const [chosen, setChosen] = useState<Locale>();
  const choose = async (locale: Locale): Promise<void> => {
    setChosen(locale);
    try {
      await changeLocale(locale);
      await updateProfile({ locale });
      void message.success(i18n.t('profile:language.saved'));
    } catch (error) {
      void message.error(problemText(error).text);
    } finally {
      setChosen(undefined);
    }
  };
  return (
    <ProfileSection id="language" title={tCommon('language.label')} text={t('language.text')}>
      <Radio.Group
        aria-labelledby="language"
        value={chosen ?? i18n.language}
        options={locales.map((value) => ({
          value,
          label: <span lang={value}>{tCommon(`language.${value}`)}</span>,
        }))}
        onChange={({ target }) => {
          const locale = locales.find((known) => known === target.value);
          if (locale) void choose(locale);
        }}
      />
    </ProfileSection>
  );
}

/** Kept in this browser: a phone may be dark and a desk bright. */
export function ThemeSection() {
  const { t } = useTranslation('profile');
  const { t: tCommon } = useTranslation();
  const choice = useThemeChoice();
  return (
    <ProfileSection id="theme" title={tCommon('theme.label')} text={t('theme.text')}>
      <Radio.Group
        aria-labelledby="theme"
        value={choice}
        options={themeChoices.map((value) => ({ value, label: tCommon(`theme.${value}`) }))}
        onChange={({ target }) => {
          const theme = themeChoices.find((known) => known === target.value);
          if (theme) chooseTheme(theme);
        }}
      />
    </ProfileSection>
  );
}
