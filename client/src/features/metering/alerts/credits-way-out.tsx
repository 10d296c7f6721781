import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { paths } from '../../../paths.ts';

interface CreditsWayOutProps {
  featureCode: string;
  /** Goes to an address, where the router is out of reach of a link. */
  onGo?: (path: string) => void;
}

/** Where the plan lets credits pay beyond this quota: the way to the page where its owner says so. */
export function CreditsWayOut({ featureCode, onGo }: CreditsWayOutProps) {
  const { t } = useTranslation('alerts');
  const elastic = useQuery(elasticQuery).data?.find((known) => known.featureCode === featureCode);
  if (!elastic?.rate) return null;
  const text = t(elastic.enabled ? 'seeCredits' : 'letCreditsPay');
  if (!onGo) return <Link to={paths.credits}>{text}</Link>;
  return (
    <Button size="small" type="link" onClick={() => onGo(paths.credits)}>
      {text}
    </Button>
  );
}
