import type { FoldedAlert } from '@meterstone/server/contract/metering/alerts';
import { ofQuota } from '@meterstone/server/contract/metering/states';
import { Button } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { markAlertsRead } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { WhyLink } from '../states/why-link.tsx';
import { useOwnQuota } from '../use-own-quota.ts';
import { WayOnLater } from '../ways/way-on-later.tsx';
import styles from './alert-list.module.css';
import { AlertOutcome } from './alert-outcome.tsx';
import { percentOf } from './alert-percent.ts';
import { useAlertText } from './alert-text.ts';
import { isCurrent, isUsedUp } from './current-alerts.ts';
import { AlertStanding } from './standing/alert-standing.tsx';

const UsedUpTag = lazy(async () => ({ default: (await import('../states/used-up.tsx')).UsedUpTag }));

/** Alerts with what became of each, and what to do about it. */
export function AlertList({ alerts }: { alerts: FoldedAlert[] }) {
  const { t } = useTranslation('alerts');
  return (
    <ul className={styles['list']} aria-label={t('list')}>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertItem({ alert }: { alert: FoldedAlert }) {
  const { t } = useTranslation('alerts');
  const { timeZone } = useMe().account;
  const nameOf = usePublicFeatureName();
  const textOf = useAlertText();
  const quota = useOwnQuota(alert.featureCode);
  // Its words and numbers are those of the banner, as long as it holds; then those of what has been.
  const holds = alert.resolvedBy === null && isCurrent(alert, quota);
  const shown = holds ? quota : alert;
  // What credits paid is told of what they pay for, and is no part of the quota.
  const used = holds && !isUsedUp(alert) ? ofQuota(quota).used : shown.used;
  const amounts = { used: formatNumber(used), quota: formatNumber(shown.quota) };
  return (
    <li className={styles['item']} data-unread={alert.unread} data-resolved={alert.resolvedBy !== null}>
      <div className={styles['what']}>
        <span className={styles['text']}>
          {alert.unread && (
            <span className={styles['dot']}>
              <span className="only-for-screen-readers">{t('unread')}</span>
            </span>
          )}
          <span className="number">
            {holds ? <AlertStanding alert={alert} quota={quota} /> : textOf(alert, percentOf(alert))}
          </span>
        </span>
        <span className={styles['details']}>
          <span className={styles['level']}>
            {holds && isUsedUp(alert) ? (
              <LoadedLater>
                <UsedUpTag quota={quota} />
              </LoadedLater>
            ) : (
              <LevelTag level={alert.level} />
            )}
          </span>
          <span className="number">{t('amounts', amounts)}</span>
          <RelativeTime at={alert.createdAt} timeZone={timeZone} />
          <AlertOutcome alert={alert} />
        </span>
      </div>
      <div className={styles['actions']}>
        {alert.unread && <MarkRead ids={unreadOf(alert)} />}
        <WhyLink to={paths.why(alert.featureCode)} name={nameOf(alert.featureCode)} />
        {alert.resolvedBy === null && <WayOnLater featureCode={alert.featureCode} />}
      </div>
    </li>
  );
}

function unreadOf(alert: FoldedAlert): string[] {
  return [alert, ...alert.folded].filter(({ readAt }) => readAt === null).map(({ id }) => id);
}

function MarkRead({ ids }: { ids: string[] }) {
  const { t } = useTranslation('alerts');
  const { isSending, send } = useSending();
  return (
    <Button size="small" loading={isSending} onClick={() => send(() => markAlertsRead(ids))}>
      {t('markRead')}
    </Button>
  );
}
