import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { elasticPath, paths } from '../../../paths.ts';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { SupportLink } from '../../../ui/feedback/with-support.tsx';
import { useWayOn } from './use-way-on.ts';

export interface WayOnProps {
  featureCode: string;
  /** What is said where no way leads on. */
  otherwise?: ReactNode;
}

/** The way on from a quota that is used up, or near its end; none that leads to the page that is open. */
export function WayOn({ featureCode, otherwise }: WayOnProps) {
  const { t } = useTranslation('alerts');
  const { pathname } = useLocation();
  const way = useWayOn(featureCode);
  if (way === undefined) return <StillLoading />;
  if (way === 'support') return <SupportLink />;
  if (way === 'none') return otherwise;
  return pathname === pathOf[way] ? null : <Link to={pathOf[way]}>{t(way)}</Link>;
}

/** The same where the router is out of reach of a link: goes to an address. */
export function WayOnButton({ featureCode, onGo }: { featureCode: string; onGo: (path: string) => void }) {
  const { t } = useTranslation('alerts');
  const way = useWayOn(featureCode);
  if (way === undefined) return <StillLoading />;
  if (way === 'support') return <SupportLink />;
  if (way === 'none') return null;
  return (
    <Button size="small" type="link" onClick={() => onGo(pathOf[way])}>
      {t(way)}
    </Button>
  );
}

const pathOf = {
  letCreditsPay: elasticPath,
  raiseLimit: elasticPath,
  buyCredits: paths.packages,
  seeCredits: paths.credits,
  seePlans: paths.plans,
};
