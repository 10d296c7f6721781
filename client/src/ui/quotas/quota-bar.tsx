import { percentOf } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent } from '../../lib/language/format.ts';
import { levelOf } from './level.tsx';
import styles from './quota-bar.module.css';

interface QuotaBarProps {
  name: string;
  /** Without what credits pay: see `ofQuota`. */
  used: number;
  reserved: number;
  quota: number;
  /** Nothing is refused though all is used: no cause for alarm. */
  isCalm?: boolean;
}

/**
 * Used and, hatched, in use of a quota; its level and percentage are of what is used. Moves by transforms alone, so
 * that even 200 updates a second lay nothing out anew.
 */
export function QuotaBar({ name, used, reserved, quota, isCalm = false }: QuotaBarProps) {
  const { t } = useTranslation();
  const percent = percentOf(used, quota);
  const level = levelOf(percent);
  const texts = { name, percent: formatPercent(percent), quota: formatNumber(quota) };
  const share = (amount: number) => (quota > 0 ? Math.min(1, amount / quota) : Number(amount > 0));
  return (
    <div
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, percent)}
      aria-label={
        reserved > 0
          ? t('quota.barInUse', { ...texts, inUse: formatNumber(reserved) })
          : t('quota.bar', texts)
      }
      className={styles['track']}
      data-level={isCalm && level === 'exhausted' ? 'warning' : level}
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
