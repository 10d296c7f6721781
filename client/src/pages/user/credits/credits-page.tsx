import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../../../api/credits/own.ts';
import { useMe } from '../../../api/use-session.ts';
import { LotTable } from '../../../features/credits/balances/lot-table.tsx';
import { Standing } from '../../../features/credits/balances/standing.tsx';
import { ActivePackages } from '../../../features/credits/packages/active-packages.tsx';
import { Ledger } from '../../../features/credits/transactions/ledger.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';

/** What the account has of credits, what it comes from and where it went. */
export function CreditsPage() {
  const { t } = useTranslation('credits');
  const { t: tCommon } = useTranslation();
  const { timeZone } = useMe().account;
  return (
    <Page title={tCommon('nav.credits')}>
      <QueryView query={useQuery(balanceQuery)}>
        {(balance) => (
          <>
            <Standing balance={balance} timeZone={timeZone} />
            {balance.lots.length > 0 ? (
              <LotTable lots={balance.lots} timeZone={timeZone} />
            ) : (
              <Notice title={t('none')} text={t('noneText')} />
            )}
          </>
        )}
      </QueryView>
      <ActivePackages timeZone={timeZone} />
      <Ledger timeZone={timeZone} />
    </Page>
  );
}
