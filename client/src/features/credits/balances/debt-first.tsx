import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { formatNumber } from '../../../lib/language/format.ts';

/** What is left of credits that are about to be bought, where some are owed: these are paid first. */
export function DebtFirst({ credits }: { credits: number }) {
  const { t } = useTranslation('checkout');
  const debt = useQuery(balanceQuery).data?.debt ?? 0;
  if (debt === 0 || credits === 0) return null;
  const paid = Math.min(debt, credits);
  return (
    <Alert
      type="warning"
      showIcon
      title={t('owes.title', { count: debt, debt: formatNumber(debt) })}
      description={t('owes.text', { paid: formatNumber(paid), left: formatNumber(credits - paid) })}
    />
  );
}
