import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { activePackagesQuery } from '../../../api/credits/own.ts';
import { useMe } from '../../../api/use-session.ts';
import { LotTable } from '../../../features/credits/balances/lot-table.tsx';
import { NoCredits } from '../../../features/credits/balances/no-credits.tsx';
import { Standing } from '../../../features/credits/balances/standing.tsx';
import { ElasticQuotas } from '../../../features/credits/elastic/elastic-quotas.tsx';
import { OnlyWhereLet } from '../../../features/credits/elastic/only-where-let.tsx';
import { NothingToBuy } from '../../../features/credits/elastic/what-credits-buy.tsx';
import { ActivePackages } from '../../../features/credits/packages/running/active-packages.tsx';
import { Ledger } from '../../../features/credits/transactions/ledger.tsx';
import { NextPlanCredits } from '../../../features/metering/entitlements/month-notes.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';

/** What the account has of credits, what it comes from and where it went. */
export function CreditsPage() {
  const { t } = useTranslation('credits');
  const { t: tCommon } = useTranslation();
  const { timeZone } = useMe().account;
  const balance = useQuery(balanceQuery);
  return (
    <Page
      title={tCommon('nav.credits')}
      timeZone={timeZone}
      action={<LinkButton to={paths.packages}>{t('buy.title')}</LinkButton>}
    >
      <QueryView query={balance}>
        {(data) => (
          <>
            <Standing balance={data} timeZone={timeZone} />
            <NextPlanCredits />
            {data.balance > 0 && <OnlyWhereLet />}
            {data.lots.length > 0 ? (
              <LotTable lots={data.lots} total={data.lotsTotal} timeZone={timeZone} />
            ) : (
              <Notice
                title={t('none')}
                text={
                  <>
                    {t('noneText')} <NoCredits />
                  </>
                }
              />
            )}
          </>
        )}
      </QueryView>
      <ActivePackages query={useQuery(activePackagesQuery)} timeZone={timeZone} />
      <NothingToBuy />
      <ElasticQuotas balance={balance.data?.balance} />
      <Ledger timeZone={timeZone} />
    </Page>
  );
}
