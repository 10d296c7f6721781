import { useTranslation } from 'react-i18next';
import { formatNumber, wholePercent } from '../../lib/language/format.ts';
import { levelOf } from './level.tsx';
import styles from './quota-bar.module.css';

interface QuotaBarProps {
  name: string;
  used: number;
  reserved: number;
  quota: number;
  percent: number;
}

/**
 * Used and, hatched, in use of a quota. Moves by transforms alone, so that even 200 updates a second lay nothing out
 * anew.
 */
export function QuotaBar({ name, used, reserved, quota, percent }: QuotaBarProps) {
  const { t } = useTranslation();
  const share = (amount: number) => (quota > 0 ? Math.min(1, amount / quota) : Number(amount > 0));
  return (
    <div
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, percent)}
      aria-label={t('quota.bar', { name, percent: wholePercent(percent), quota: formatNumber(quota) })}
      className={styles['track']}
      data-level={levelOf(percent)}
    >
      <div className={styles['reserved']} style={{ transform: shift(share(used + reserved)) }} />
      <div className={styles['used']} style={{ transform: shift(share(used)) }} />
    </div>
  );
}

/** The fill is as wide as the track and stands to the left of it by what is missing. */
function shift(share: number): string {
  return `translateX(${(share - 1) * 100}%)`;
}
