import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportForm } from '../../../features/credits/imports/import-form.tsx';
import { paths } from '../../../paths.ts';
import { CreditsFrame } from './credits-frame.tsx';

/** Gives credits to many accounts at once. */
export function CreditGrantsPage() {
  const { t } = useTranslation('creditsAdmin');
  return (
    <CreditsFrame
      intro={
        <Trans t={t} i18nKey="import.intro" components={{ accounts: <Link to={paths.admin.credits} /> }} />
      }
    >
      <ImportForm />
    </CreditsFrame>
  );
}
