import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { paths } from '../../../paths.ts';

/** Where the plan lets credits pay beyond this quota: the way to the page where its owner says so. */
export function CreditsWayOut({ featureCode }: { featureCode: string }) {
  const { t } = useTranslation('alerts');
  const elastic = useQuery(elasticQuery).data?.find((known) => known.featureCode === featureCode);
  if (!elastic?.rate) return null;
  return <Link to={paths.credits}>{t(elastic.enabled ? 'seeCredits' : 'letCreditsPay')}</Link>;
}
