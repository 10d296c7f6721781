import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { useTranslation } from 'react-i18next';
import { useActionText } from './use-action-text.ts';
import { useSourceText } from './use-lot-words.ts';
import { useReasonText } from './use-reason-text.ts';

/** What a line was for, in the shortest words there are; of credits that came or ended, where they are from. */
export function usePurpose(featureName: (code: string) => string): (line: Transaction) => string | null {
  const { t } = useTranslation('credits');
  const actionText = useActionText();
  const sourceText = useSourceText();
  const reasonText = useReasonText();
  return ({ type, action, usage, reason, referenceId, lots }) => {
    if (action !== null) return actionText(action).name;
    if (usage !== null) return beyondQuota(usage.featureCode);
    if (reason !== null) return reasonText(reason);
    const origin = (type === 'grant' || type === 'expire') && lots[0]?.origin;
    return referenceId ?? (origin ? sourceText(origin) : null);
  };

  function beyondQuota(featureCode: string | null): string {
    return featureCode === null
      ? t('beyondQuota')
      : t('beyondQuotaOf', { feature: featureName(featureCode) });
  }
}
