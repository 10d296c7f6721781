import type { Balance } from '@meterstone/server/contract/credits/balances';
import { useTranslation } from 'react-i18next';
import { formatDayTime, formatNumber } from '../../../lib/language/format.ts';
import { QuotaBar } from '../../../ui/quotas/quota-bar.tsx';
import styles from './balances.module.css';
import { NoCredits } from './no-credits.tsx';

/** What can be spent; held and owed credits where there are some; the day's allowance and what ends soon. */
export function Standing({ balance, timeZone }: { balance: Balance; timeZone: string }) {
  const { t } = useTranslation('credits');
  const { held, debt, daily, expiringSoon } = balance;
  return (
    <section>
      <p className={styles['figure']}>
        <span className={`${styles['amount']} number`}>{formatNumber(balance.balance)}</span>{' '}
        <span className="quiet">{t('spendable')}</span>
      </p>
      {balance.balance === 0 && balance.lots.length > 0 && (
        <p>
          <NoCredits />
        </p>
      )}
      {held > 0 && <p>{t('held', { amount: formatNumber(held) })}</p>}
      {debt > 0 && <p>{t('debt', { amount: formatNumber(debt) })}</p>}
      {daily && <Allowance daily={daily} timeZone={timeZone} />}
      {expiringSoon.map(({ amount, expiresAt }) => (
        <p key={expiresAt}>
          {t('endsSoon', { amount: formatNumber(amount), at: formatDayTime(expiresAt, timeZone) })}
        </p>
      ))}
    </section>
  );
}

interface AllowanceProps {
  daily: NonNullable<Balance['daily']>;
  timeZone: string;
}

function Allowance({ daily: { allowance, remaining, resetsAt }, timeZone }: AllowanceProps) {
  const { t } = useTranslation('credits');
  const used = Math.max(0, allowance - remaining);
  return (
    <div className={styles['allowance']}>
      <h2>{t('daily')}</h2>
      <QuotaBar name={t('daily')} used={used} reserved={0} quota={allowance} />
      <p className="number">
        {t('dailyLeft', {
          left: formatNumber(remaining),
          all: formatNumber(allowance),
          at: formatDayTime(resetsAt, timeZone),
        })}
      </p>
    </div>
  );
}
