import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../../paths.ts';

/** What it means to have nothing to spend, and where more comes from. */
export function NoCredits() {
  const { t } = useTranslation('credits');
  return (
    <Trans
      t={t}
      i18nKey="wayOut"
      components={{ plans: <Link to={paths.plans} />, packages: <Link to={paths.packages} /> }}
    />
  );
}
