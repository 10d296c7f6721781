import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { Page } from '../../../ui/page/page.tsx';
import { ClosingSection } from './closing/closing-section.tsx';
import { LanguageSection, ThemeSection } from './profile-choices.tsx';
import { NameSection, PasswordSection, TimeZoneSection } from './profile-forms.tsx';
import { SessionsSection } from './sessions-section.tsx';

/** The person's own settings; each section keeps its own. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { user } = useMe();
  return (
    <Page title={t('nav.profile')} intro={user.email}>
      <div>
        <NameSection />
        <LanguageSection />
        <TimeZoneSection />
        <ThemeSection />
        <PasswordSection />
        <SessionsSection />
        <ClosingSection />
      </div>
    </Page>
  );
}
