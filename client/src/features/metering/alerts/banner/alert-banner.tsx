import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { onAlert } from '../../../../api/live/realtime.ts';
import { overviewQuery, unreadAlertsQuery } from '../../../../api/metering.ts';
import { paths } from '../../../../paths.ts';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { useSending } from '../../../../ui/feedback/use-sending.ts';
import { LoadedLater } from '../../../../ui/page/loaded-later.tsx';
import { LevelIcon } from '../../../../ui/quotas/level.tsx';
import { WayOnLater } from '../../ways/way-on-later.tsx';
import { currentAlerts, isUsedUp } from '../current-alerts.ts';
import { AlertStanding } from '../standing/alert-standing.tsx';
import styles from './alert-banner.module.css';
import { LiveAlerts } from './live-alerts.tsx';
import { readAlerts } from './read-alerts.ts';

/** Few have credits that pay beyond a quota: the first screen does without it. */
const RanOut = lazy(async () => ({ default: (await import('./ran-out.tsx')).RanOut }));

/**
 * The gravest warning that still holds, above every page. One that arrives while somebody reads floats in a corner
 * instead (a quota that is used up for as long as they stay), and takes its place up here when they go to another
 * page: nothing may move under their eyes. Where a milder one of the same feature stands here already, it takes that
 * one's place at once, as what is dismissed is all that is known of the feature.
 */
export function AlertBanner() {
  const page = usePage();
  const arrived = useArrivedHere(page);
  const unread = useQuery({ ...unreadAlertsQuery, select: ({ items }) => items });
  const [ranOut, tellRanOut] = useRanOut();
  const holding = useQuery({
    ...overviewQuery,
    select: ({ features }) => {
      const alerts = currentAlerts(unread.data ?? [], features);
      const isWarned = (featureCode: string) => alerts.some((alert) => alert.featureCode === featureCode);
      // Beside an alert of the same feature, which says how it stands now, there is nothing to add.
      const added = [...ranOut.values()].filter(({ featureCode }) => !isWarned(featureCode));
      return {
        alerts,
        current: [...added, ...alerts].map((alert) => ({
          alert,
          quota: features.find(({ featureCode }) => featureCode === alert.featureCode),
        })),
        beyond: features.filter(({ overage, remaining }) => overage !== null && remaining === 0),
      };
    },
  });
  const beyond = holding.data?.beyond;
  const [firstBeyond, keepFirst] = useState<ReadonlySet<string>>();
  if (beyond && !firstBeyond) keepFirst(new Set(beyond.map(({ featureCode }) => featureCode)));
  const isLate = useIsLate();
  // Nor does a page wait for more than the first answer: it may be that there is none.
  const isUnknown = !isLate && [unread, holding].some((query) => query.isPending && query.failureCount === 0);
  const current = holding.data?.current;
  const warnedOf = current?.find(({ alert }) => !arrived.has(alert.id))?.alert.featureCode;
  const ofSame = current?.filter(({ alert }) => alert.featureCode === warnedOf) ?? [];
  const [gravest] = ofSame;
  const others = new Set(current?.map(({ alert }) => alert.featureCode));
  others.delete(warnedOf ?? '');
  return (
    <>
      <LiveAlerts
        page={page}
        holding={holding.data && [...ranOut.values(), ...holding.data.alerts]}
        bannerOf={warnedOf}
      />
      {isUnknown && <StillLoading />}
      {beyond?.map((quota) => (
        <LoadedLater key={quota.featureCode}>
          <RanOut
            quota={quota}
            isOfBefore={firstBeyond?.has(quota.featureCode) ?? true}
            isUnread={holding.data?.alerts.some((alert) => isOfUse(alert, quota)) ?? false}
            onTold={tellRanOut}
          />
        </LoadedLater>
      ))}
      {gravest?.quota && (
        <Banner
          alert={gravest.alert}
          quota={gravest.quota}
          ids={ofSame.map(({ alert }) => alert.id)}
          others={others.size}
        />
      )}
    </>
  );
}

/** That nothing is left of this quota. */
function isOfUse(alert: Alert, { featureCode }: Quota): boolean {
  return alert.featureCode === featureCode && isUsedUp(alert);
}

/** Of features beyond whose quotas credits no longer pay, what says so. */
function useRanOut(): [ReadonlyMap<string, Alert>, (featureCode: string, alert: Alert | null) => void] {
  const [ranOut, setRanOut] = useState<ReadonlyMap<string, Alert>>(new Map());
  const tell = useCallback((featureCode: string, alert: Alert | null) => {
    setRanOut((before) => {
      const after = new Map(before);
      if (alert) after.set(featureCode, alert);
      else after.delete(featureCode);
      return after;
    });
  }, []);
  return [ranOut, tell];
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
  /** How many features are warned of besides. */
  others: number;
}

function Banner({ alert, quota, ids, others }: BannerProps) {
  const { t } = useTranslation('alerts');
  const { pathname } = useLocation();
  const { isSending, send } = useSending();
  const [isRefused, setRefused] = useState(false);
  // No emergency where credits pay; nor is one shown to those who pay until that is known.
  const ofUsedUp = isRefused ? 'exhausted' : 'warning';
  const level = isUsedUp(alert) ? ofUsedUp : alert.level;
  return (
    <section className={styles['banner']} aria-label={t('banner')} data-level={level}>
      <LevelIcon level={level} />
      <span className={`${styles['text']} number`}>
        <AlertStanding alert={alert} quota={quota} onRefused={setRefused} />
      </span>
      <span className={styles['actions']}>
        <WayOnLater
          featureCode={alert.featureCode}
          otherwise={<Link to={paths.why(alert.featureCode)}>{t('why')}</Link>}
        />
        {others > 0 && pathname !== paths.alerts && (
          <Link to={paths.alerts} className="number">
            {t('more', { count: others })}
          </Link>
        )}
        <Button type="link" size="small" loading={isSending} onClick={() => send(() => readAlerts(ids))}>
          {t('dismiss')}
        </Button>
      </span>
    </section>
  );
}

/** The page one is on: a drawer over the overview leaves one there. */
function usePage(): string {
  return useLocation().pathname.replace(/^\/why\/.*/, paths.overview);
}

/** Alerts that came while the present page was open. */
function useArrivedHere(page: string): ReadonlySet<string> {
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    setArrived(new Set());
    return onAlert(({ id }) => setArrived((before) => new Set([...before, id])));
  }, [page]);
  return arrived;
}
