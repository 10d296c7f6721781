import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Leads to the receipt of a number. */
export function WhyLink({ to, name }: { to: string; name: string }) {
  const { t } = useTranslation('usage');
  return (
    <Link to={to} aria-label={t('whyOf', { name })} preventScrollReset>
      {t('why')}
    </Link>
  );
}
