import type { Balance } from '@meterstone/server/contract/credits/balances';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountCreditsQuery, accountPackagesQuery } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { ActivePackages } from '../packages/running/active-packages.tsx';
import styles from './account-credits.module.css';
import { AssignPackageModal } from './assign-package-modal.tsx';
import { GrantModal } from './grant-modal.tsx';
import { Ledger } from './ledger.tsx';
import { LotTable } from './lot-table.tsx';
import { RevokeAmountModal } from './revoke-amount-modal.tsx';

/** What the account has, holds and owes, by which lots, and all that moved it. */
export function AccountCredits({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('creditsAdmin');
  const credits = useQuery(accountCreditsQuery(account.id));
  const packages = useQuery(accountPackagesQuery(account.id));
  return (
    <QueryView query={credits}>
      {(balance) => (
        <>
          <div className={styles['top']}>
            <Numbers balance={balance} />
            {account.closedAt === null && <Acts account={account} balance={balance.balance} />}
          </div>
          <h2>{t('lots.title')}</h2>
          <LotTable account={account} lots={balance.lots} total={balance.lotsTotal} />
          <ActivePackages query={packages} timeZone={account.timeZone} />
          <h2>{t('ledger.title')}</h2>
          <Ledger account={account} />
        </>
      )}
    </QueryView>
  );
}

function Numbers({ balance }: { balance: Balance }) {
  const { t } = useTranslation('creditsAdmin');
  return (
    <dl className={styles['numbers']}>
      {(['balance', 'held', 'debt'] as const).map((kind) => (
        <div key={kind}>
          <dt className="quiet">{t(`numbers.${kind}`)}</dt>
          <dd className="number">{formatNumber(balance[kind])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ account, balance }: { account: AccountDetail; balance: number }) {
  const { t } = useTranslation('creditsAdmin');
  return (
    <div className={styles['acts']}>
      <DialogButton
        disabled={balance === 0}
        dialog={(onClosed) => <RevokeAmountModal account={account} balance={balance} onClosed={onClosed} />}
      >
        {t('revoke.open')}
      </DialogButton>
      <DialogButton dialog={(onClosed) => <AssignPackageModal account={account} onClosed={onClosed} />}>
        {t('assign.open')}
      </DialogButton>
      <DialogButton
        type="primary"
        dialog={(onClosed) => <GrantModal account={account} onClosed={onClosed} />}
      >
        {t('grant.open')}
      </DialogButton>
    </div>
  );
}
