import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../../api/credits/elastic.ts';
import { elasticPath, paths } from '../../../../paths.ts';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';

interface CreditsWayOutProps {
  featureCode: string;
  /** The way where credits can't pay. */
  otherwise?: ReactNode;
  /** Goes to an address, where the router is out of reach of a link. */
  onGo?: (path: string) => void;
}

/** Where the plan lets credits pay beyond this quota: the way to the page where its owner says so. */
export function CreditsWayOut({ featureCode, otherwise, onGo }: CreditsWayOutProps) {
  const { t } = useTranslation('alerts');
  const quotas = useQuery(elasticQuery);
  if (quotas.isPending) return <StillLoading />;
  const elastic = quotas.data?.find((known) => known.featureCode === featureCode);
  if (!elastic?.rate) return otherwise;
  const text = t(elastic.enabled ? 'seeCredits' : 'letCreditsPay');
  const path = elastic.enabled ? paths.credits : elasticPath;
  if (!onGo) return <Link to={path}>{text}</Link>;
  return (
    <Button size="small" type="link" onClick={() => onGo(path)}>
      {text}
    </Button>
  );
}
