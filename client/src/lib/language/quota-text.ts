import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatCount } from './format.ts';

/**
 * A quota in words: `100`, `5 million`, "Unlimited", or "Not included" for none. `common` are the app's common texts.
 */
export function quotaText(quota: number, common: TFunction): string {
  if (quota === 0) return common('quota.notIncluded');
  return quota === -1 ? common('quota.unlimited') : formatCount(quota);
}

/** As `quotaText`, in the reader's language; null says that the plan leaves it out. */
export function useQuotaText(): (quota: number | null) => string {
  const { t } = useTranslation();
  return (quota) => quotaText(quota ?? 0, t);
}
