import type { ListedReservation } from '@meterstone/server/contract/metering/reservations';
import {
  usedPercentOf,
  type Quota,
  type QuotaExplanation,
} from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { heldReservationsQuery } from '../../../api/metering.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { recordsPath } from '../../../paths.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { levelOf } from '../../../ui/quotas/level.tsx';
import { DayTime, RelativeTime } from '../../../ui/texts/times.tsx';
import { ResetAt, ResetsIn } from '../states/reset-time.tsx';
import styles from './explanation-view.module.css';
import { Further } from './further.tsx';
import { Receipt } from './receipt.tsx';

/** Where a quota's numbers come from, the rows behind them, and where nothing is left, the way on. */
export function ExplanationView({ explanation }: { explanation: QuotaExplanation }) {
  const { t } = useTranslation('usage');
  const { quota, late, reserved } = explanation;
  if (quota.kind === 'boolean') return <SwitchText explanation={explanation} />;
  return (
    <div className={styles['view']}>
      <Receipt explanation={explanation} />
      {quota.periodEnd !== null && (
        <p className="quiet">
          <ResetsIn quota={quota} /> · <ResetAt quota={quota} isDetailed />
        </p>
      )}
      {reserved.reservations > 0 && (
        <Holds
          featureCode={quota.featureCode}
          amount={reserved.amount}
          reservations={reserved.reservations}
          timeZone={quota.timeZone}
        />
      )}
      {late.records > 0 && (
        <section className={styles['section']}>
          <h3>{t('late.title')}</h3>
          <p className="quiet">
            {t('late.text', {
              count: late.records,
              shown: formatNumber(late.records),
              amount: formatNumber(late.amount),
            })}{' '}
            <Link to={recordsPath({ feature: quota.featureCode, late: 'true' })}>{t('late.link')}</Link>
          </p>
        </section>
      )}
      {isScarce(quota) && <Further quota={quota} />}
    </div>
  );
}

/** Whether the next use may be refused, be it that only a part of it is left. */
function isScarce(quota: Quota): boolean {
  return quota.remaining === 0 || levelOf(usedPercentOf(quota)) !== 'normal';
}

/** A feature that is on or off has no sum, only a reason. */
function SwitchText({ explanation: { quota, plan, override } }: { explanation: QuotaExplanation }) {
  const { t, i18n } = useTranslation('usage');
  if (override) return <p>{t(quota.enabled ? 'switch.onByOverride' : 'switch.offByOverride')}</p>;
  const name = plan ? inLanguage(plan.name, i18n.language) : t('noPlan');
  return <p>{t(quota.enabled ? 'switch.on' : 'switch.off', { plan: name })}</p>;
}

interface HoldsProps {
  featureCode: string;
  amount: number;
  reservations: number;
  timeZone: string;
}

function Holds({ featureCode, amount, reservations, timeZone }: HoldsProps) {
  const { t } = useTranslation('usage');
  const query = useQuery(heldReservationsQuery(featureCode, { amount, reservations }));
  return (
    <section className={styles['section']}>
      <h3>{t('holds.title')}</h3>
      <p className="quiet">{t('holds.text')}</p>
      <QueryView query={query}>
        {({ items, total }) => (
          <>
            <ul className={styles['holds']}>
              {items.map((hold) => (
                <Hold key={hold.id} hold={hold} timeZone={timeZone} />
              ))}
            </ul>
            {total > items.length && (
              <p className="quiet">{t('holds.more', { count: total - items.length })}</p>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}

function Hold({ hold, timeZone }: { hold: ListedReservation; timeZone: string }) {
  const { t } = useTranslation('usage');
  return (
    <li>
      <span>
        {t('holds.since')} <RelativeTime at={hold.createdAt} timeZone={timeZone} />
        <span className="quiet">
          {' · '}
          {t('holds.until')} <DayTime at={hold.expiresAt} timeZone={timeZone} />
        </span>
      </span>
      <span className="number">{formatNumber(hold.amount)}</span>
    </li>
  );
}
