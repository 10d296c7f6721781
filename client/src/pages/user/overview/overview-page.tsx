import { useQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { CreditsGlance } from '../../../features/credits/balances/credits-glance.tsx';
import { OwnQuotaList, OwnQuotaListSkeleton } from '../../../features/metering/states/own-quota-list.tsx';
import { PlanLine } from '../../../features/metering/states/plan-line.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { WhenNear } from '../../../ui/page/when-near.tsx';
import { LinkButton } from '../../../url/link-button.tsx';

// Below the first screen, with controls and a chart that weigh more than all above.
const OverviewTrend = lazy(async () => ({
  default: (await import('./overview-trend.tsx')).OverviewTrend,
}));

/** What one has, what is left of it and until when. */
export function OverviewPage() {
  const { t } = useTranslation('usage');
  const { t: tCommon } = useTranslation();
  // The list alone follows every number; the page needs to know only whether there is any.
  const query = useQuery({ ...overviewQuery, select: ({ features }) => features.length > 0 });
  return (
    <Page title={tCommon('nav.overview')} intro={<PlanLine />} action={<CreditsGlance />}>
      <QueryView query={query} skeleton={<OwnQuotaListSkeleton />}>
        {(hasFeatures) =>
          hasFeatures ? (
            <>
              <OwnQuotaList />
              <WhenNear minHeight={320}>
                <OverviewTrend />
              </WhenNear>
            </>
          ) : (
            <Notice
              title={t('noPlanTitle')}
              text={t('noPlanText')}
              action={
                <LinkButton isPrimary to={paths.plans}>
                  {t('seePlans')}
                </LinkButton>
              }
            />
          )
        }
      </QueryView>
      <Outlet />
    </Page>
  );
}
