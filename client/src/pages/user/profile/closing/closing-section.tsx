import { useTranslation } from 'react-i18next';
import { DialogButton } from '../../../../ui/forms/dialog-button.tsx';
import { ProfileSection } from '../profile-section.tsx';
import { ClosingModal } from './closing-modal.tsx';

/** The way out, last of all. */
export function ClosingSection() {
  const { t } = useTranslation('profile');
  return (
    <ProfileSection id="closing" title={t('closing.title')} text={t('closing.text')}>
      <DialogButton dialog={(onClosed) => <ClosingModal onClosed={onClosed} />}>
        {t('closing.open')}
      </DialogButton>
    </ProfileSection>
  );
}
