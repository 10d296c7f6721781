import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountQuotaQuery } from '../../../api/admin-accounts.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';

/** What holds without an override: the number that an override is to be compared with. */
export function PlanGives({ accountId, featureCode }: { accountId: string; featureCode: string }) {
  const { t } = useTranslation('accounts');
  const quotaText = useQuotaText();
  const { data } = useQuery(accountQuotaQuery(accountId, featureCode));
  return <>{t('planGives', { quota: data ? quotaText(data.plan?.quota ?? null) : '…' })}</>;
}
