import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountQuotaQuery } from '../../../api/admin-accounts.ts';
import { useGrantText } from '../../../api/use-catalog-names.ts';

/** What holds without an override: the number that an override is to be compared with. */
export function PlanGives({ account, featureCode }: { account: AccountDetail; featureCode: string }) {
  const { t } = useTranslation('accounts');
  const grantText = useGrantText();
  const { quotas } = account;
  // Of what the account lacks there is nothing to ask for.
  const isLacking = !quotas.some((quota) => quota.featureCode === featureCode);
  const { data } = useQuery({ ...accountQuotaQuery(account.id, featureCode), enabled: !isLacking });
  const isKnown = isLacking || data !== undefined;
  return <>{t('planGives', { quota: isKnown ? grantText(featureCode, data?.plan?.quota ?? null) : '…' })}</>;
}
