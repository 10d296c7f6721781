import { useTranslation } from 'react-i18next';

/** A reason in the words of whoever gave it, or in the reader's language where orders move credits by themselves. */
export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation('credits');
  return (reason) => {
    if (reason === 'refund') return t('refund');
    if (reason === 'plan again') return t('planAgain');
    return reason === 'refund undone' ? t('refundUndone') : reason;
  };
}
