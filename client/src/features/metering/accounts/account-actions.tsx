import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useTranslation } from 'react-i18next';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { PlanModal } from '../entitlements/plan-modal.tsx';
import { ResetModal } from './reset-modal.tsx';

/** What an admin can do to all of an account's quotas; to one of them, in its row (account-quota-list.tsx). */
export function AccountActions({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <>
      <DialogButton
        dialog={(onClosed) => <ResetModal account={account} featureCode={undefined} onClosed={onClosed} />}
      >
        {t('reset.open')}
      </DialogButton>
      <DialogButton type="primary" dialog={(onClosed) => <PlanModal account={account} onClosed={onClosed} />}>
        {t('plan.change')}
      </DialogButton>
    </>
  );
}
