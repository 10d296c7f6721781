import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount, formatNumber } from '../../../lib/language/format.ts';
import styles from './unwatched-row.module.css';
import { WhyLink } from './why-link.tsx';

interface UnwatchedRowProps {
  name: string;
  quota: Quota;
  /** Where the receipt of the number is. */
  whyTo: string;
}

/** A feature without a limit to watch: on or off, unlimited, or not included. */
export const UnwatchedRow = memo(function UnwatchedRow({ name, quota, whyTo }: UnwatchedRowProps) {
  return (
    <li className={styles['item']}>
      <span className={styles['what']}>
        <span className={styles['name']}>{name}</span>
        <span>
          <UnwatchedText quota={quota} />
        </span>
      </span>
      <WhyLink to={whyTo} name={name} />
    </li>
  );
});

function UnwatchedText({ quota: { kind, enabled, unlimited, used, resetPeriod } }: { quota: Quota }) {
  const { t } = useTranslation();
  const { t: tUsage } = useTranslation('usage');
  if (kind === 'metered' && unlimited) {
    const amount = formatAmount(used);
    const period = resetPeriod ?? 'never';
    return (
      <span className="number">
        {t('quota.unlimited')}
        <span className="quiet" title={formatNumber(used)}>
          {' '}
          · {tUsage(`soFar.${period}`, { amount })}
        </span>
      </span>
    );
  }
  if (kind === 'boolean' && enabled) {
    return (
      <>
        <CheckOutlined aria-hidden className={styles['on'] ?? ''} /> {t('quota.included')}
      </>
    );
  }
  return (
    <span className="quiet">
      <MinusOutlined aria-hidden /> {t('quota.notIncluded')}
    </span>
  );
}
