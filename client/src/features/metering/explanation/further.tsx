import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { levelOf } from '../../../ui/quotas/level.tsx';
import { useStandingText } from '../alerts/standing/use-standing-text.ts';
import { UsedUpStanding } from '../alerts/standing/used-up-standing.tsx';
import { WayOn } from '../ways/way-on.tsx';
import styles from './explanation-view.module.css';

/** Where little or nothing is left: what that means for the next use, until when, and which way leads on. */
export function Further({ quota }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const standingOf = useStandingText();
  const id = useId();
  const isUsedUp = levelOf(usedPercentOf(quota)) === 'exhausted';
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <h3 id={id}>{t('wayOn')}</h3>
      {(quota.quota > 0 || quota.used > 0) && (
        <p className="number">
          {isUsedUp ? <UsedUpStanding quota={quota} meanwhile="" /> : standingOf(quota, 'left')}
        </p>
      )}
      <p>
        <WayOn
          featureCode={quota.featureCode}
          otherwise={t(quota.periodEnd === null ? 'noWayOn' : 'noWayOnUntil')}
        />
      </p>
    </section>
  );
}
