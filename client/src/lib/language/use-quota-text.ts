import { useTranslation } from 'react-i18next';
import { formatNumber } from './format.ts';

/** A quota in words: `100`, "Unlimited", or "Not included" for none; null says that the plan leaves it out. */
export function useQuotaText(): (quota: number | null) => string {
  const { t } = useTranslation();
  return (quota) => {
    if (quota === null || quota === 0) return t('quota.notIncluded');
    return quota === -1 ? t('quota.unlimited') : formatNumber(quota);
  };
}
