import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { onAlert } from '../../../../api/live/realtime.ts';
import { markAlertsRead, overviewQuery, unreadAlertsQuery } from '../../../../api/metering.ts';
import { paths } from '../../../../paths.ts';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { useToasts } from '../../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../../ui/feedback/use-sending.ts';
import { LoadedLater } from '../../../../ui/page/loaded-later.tsx';
import { LevelIcon } from '../../../../ui/quotas/level.tsx';
import { percentOf } from '../alert-percent.ts';
import { useAlertText } from '../alert-text.ts';
import { currentAlerts, isMilder } from '../current-alerts.ts';
import styles from './alert-banner.module.css';
import { useStandingText } from './use-standing-text.ts';

/** Few have used up a quota: the first screen does without it. */
const UsedUpStanding = lazy(async () => ({
  default: (await import('./used-up-standing.tsx')).UsedUpStanding,
}));
const CreditsWayOut = lazy(async () => ({ default: (await import('./credits-way-out.tsx')).CreditsWayOut }));

/**
 * The gravest warning that still holds, above every page. One that arrives while somebody reads floats in a corner
 * instead, and takes its place up here when they go to another page: nothing may move under their eyes.
 */
export function AlertBanner() {
  const arrived = useArrivedHere();
  const unread = useQuery({ ...unreadAlertsQuery, select: ({ items }) => items });
  const holding = useQuery({
    ...overviewQuery,
    select: ({ features }) =>
      currentAlerts(unread.data ?? [], features).map((alert) => ({
        alert,
        quota: features.find(({ featureCode }) => featureCode === alert.featureCode),
      })),
  });
  const isLate = useIsLate();
  // Nor does a page wait for more than the first answer: it may be that there is none.
  const isUnknown = !isLate && [unread, holding].some((query) => query.isPending && query.failureCount === 0);
  const current = holding.data;
  const gravest = current?.find(({ alert }) => !arrived.has(alert.id));
  const ofSame = current?.filter(({ alert }) => alert.featureCode === gravest?.alert.featureCode) ?? [];
  return (
    <>
      <LiveAlerts />
      {isUnknown && <StillLoading />}
      {gravest?.quota && (
        <Banner alert={gravest.alert} quota={gravest.quota} ids={ofSame.map(({ alert }) => alert.id)} />
      )}
    </>
  );
}

/** No page waits longer for what may stand above it. A server that takes so long has little to show below. */
const longestMs = 10_000;

function useIsLate(): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), longestMs);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}

interface BannerProps {
  alert: Alert;
  /** As it stands now. */
  quota: Quota;
  /** It and the milder ones of the same feature, which it has overtaken. */
  ids: string[];
}

function Banner({ alert, quota, ids }: BannerProps) {
  const { t } = useTranslation('alerts');
  const textOf = useAlertText();
  const standingOf = useStandingText();
  const { pathname } = useLocation();
  const { isSending, send } = useSending();
  // On the page of plans it would lead nowhere.
  const plans = pathname !== paths.plans && <Link to={paths.plans}>{t('seePlans')}</Link>;
  const meanwhile = textOf(alert, percentOf(alert));
  return (
    <section className={styles['banner']} aria-label={t('banner')} data-level={alert.level}>
      <LevelIcon level={alert.level} />
      <span className={`${styles['text']} number`}>
        {isUsedUp(alert) ? (
          <LoadedLater
            fallback={
              <>
                {meanwhile}
                <StillLoading />
              </>
            }
          >
            <UsedUpStanding quota={quota} meanwhile={meanwhile} />
          </LoadedLater>
        ) : (
          standingOf(quota, 'left')
        )}
      </span>
      <span className={styles['actions']}>
        {isUsedUp(alert) ? (
          <LoadedLater fallback={<StillLoading />}>
            <CreditsWayOut featureCode={alert.featureCode} otherwise={plans} />
          </LoadedLater>
        ) : (
          plans
        )}
        <Button type="link" size="small" loading={isSending} onClick={() => send(() => markAlertsRead(ids))}>
          {t('dismiss')}
        </Button>
      </span>
    </section>
  );
}

function isUsedUp({ level }: Alert): boolean {
  return level === 'exhausted' || level === 'overage_started';
}

/** Alerts that came while the present page was open. */
function useArrivedHere(): ReadonlySet<string> {
  const { pathname } = useLocation();
  // A drawer over the overview leaves one on the overview.
  const page = pathname.replace(/^\/why\/.*/, paths.overview);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    setArrived(new Set());
    return onAlert(({ id }) => setArrived((before) => new Set([...before, id])));
  }, [page]);
  return arrived;
}

const shownSeconds = 10;

/**
 * Shows each alert as it arrives, and says it politely. One that comes before the first answer of the overview waits
 * for that, as it tells of which period the quota is.
 */
function LiveAlerts() {
  const { t } = useTranslation('alerts');
  const { notification } = useToasts();
  const textOf = useAlertText();
  const navigate = useNavigate();
  const [said, setSaid] = useState('');
  const [waiting, setWaiting] = useState<readonly Alert[]>([]);
  const told = useRef(new Map<string, Alert>());
  const { isPending } = useQuery({ ...overviewQuery, select: () => true });
  useEffect(() => onAlert((alert) => setWaiting((before) => [...before, alert])), []);
  useEffect(() => {
    if (isPending || waiting.length === 0) return;
    // Not all that wait: one may have come since.
    setWaiting((before) => before.filter((alert) => !waiting.includes(alert)));
    for (const alert of waiting) {
      if (isMilder(alert, told.current.get(alert.featureCode))) continue;
      told.current.set(alert.featureCode, alert);
      const text = textOf(alert, percentOf(alert));
      const goTo = (path: string) => {
        void notification.destroy(alert.featureCode);
        void navigate(path);
      };
      setSaid(text);
      void notification.open({
        key: alert.featureCode,
        title: text,
        icon: <LevelIcon level={alert.level} />,
        placement: 'bottomRight',
        duration: shownSeconds,
        pauseOnHover: true,
        role: 'status',
        // Said by the region below, which screen readers have known all along.
        props: { 'aria-live': 'off' },
        // No links: what floats stands outside of the router.
        actions: (
          <>
            <Button size="small" type="link" onClick={() => goTo(paths.why(alert.featureCode))}>
              {t('why')}
            </Button>
            {isUsedUp(alert) && (
              <LoadedLater>
                <CreditsWayOut featureCode={alert.featureCode} onGo={goTo} />
              </LoadedLater>
            )}
            <Button size="small" type="link" onClick={() => goTo(paths.plans)}>
              {t('seePlans')}
            </Button>
          </>
        ),
      });
    }
  }, [waiting, isPending, notification, t, textOf, navigate]);
  return (
    <div role="status" className="only-for-screen-readers">
      {said}
    </div>
  );
}
