import type { Plan } from '@meterstone/server/contract/catalog';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../../api/credits/elastic.ts';
import { plansQuery } from '../../../../api/plans/public-plans.ts';
import { supportUrl } from '../../../../lib/browser/support-url.ts';
import { elasticPath, paths } from '../../../../paths.ts';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { SupportLink } from '../../../../ui/feedback/with-support.tsx';
import { useOwnQuota } from '../../use-own-quota.ts';

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
  if (!elastic?.rate) return <OtherWayOut featureCode={featureCode}>{otherwise}</OtherWayOut>;
  const text = t(elastic.enabled ? 'seeCredits' : 'letCreditsPay');
  const path = elastic.enabled ? paths.credits : elasticPath;
  if (!onGo) return <Link to={path}>{text}</Link>;
  return (
    <Button size="small" type="link" onClick={() => onGo(path)}>
      {text}
    </Button>
  );
}

/** The way to the plans; where none on offer gives more of the feature, to whoever can help instead. */
function OtherWayOut({ featureCode, children }: { featureCode: string; children: ReactNode }) {
  const quota = useOwnQuota(featureCode);
  const plans = useQuery({ ...plansQuery, enabled: supportUrl !== undefined });
  if (supportUrl === undefined) return children;
  if (plans.isPending) return <StillLoading />;
  return !quota || !plans.data || plans.data.some((plan) => mayGiveMore(plan, quota)) ? (
    children
  ) : (
    <SupportLink />
  );
}

/** Also where credits could pay, or it is counted by another period, which nobody can compare. */
function mayGiveMore({ features }: Plan, { featureCode, quota, resetPeriod }: Quota): boolean {
  const given = features.find(({ code }) => code === featureCode);
  if (!given?.enabled || given.quota === null) return false;
  const isUnlimited = given.quota === -1;
  return (
    isUnlimited || given.quota > quota || given.resetPeriod !== resetPeriod || given.overageRate !== null
  );
}
