import type { Alert } from '@meterstone/server/contract/metering/alerts';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate } from 'react-router';
import { onAlert } from '../../../../api/live/realtime.ts';
import { overviewQuery } from '../../../../api/metering.ts';
import { paths } from '../../../../paths.ts';
import { useToasts } from '../../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../../ui/feedback/use-sending.ts';
import { LoadedLater } from '../../../../ui/page/loaded-later.tsx';
import { LevelIcon } from '../../../../ui/quotas/level.tsx';
import { percentOf } from '../alert-percent.ts';
import { useAlertText } from '../alert-text.ts';
import { isMilder, isUsedUp } from '../current-alerts.ts';
import { readAlerts } from './read-alerts.ts';
import { useStayingToasts, type StayingToasts } from './use-staying-toasts.ts';

const WayOnButton = lazy(async () => ({ default: (await import('../../ways/way-on.tsx')).WayOnButton }));
const loadUsedUp = async () => ({ default: (await import('../standing/used-up-standing.tsx')).UsedUpNow });
const UsedUpNow = lazy(loadUsedUp);
const UsedUpIcon = lazy(async () => ({
  default: (await import('../standing/used-up-standing.tsx')).UsedUpIcon,
}));

const shownSeconds = 10;

interface LiveAlertsProps extends StayingToasts {
  /** The feature of which the banner says how it stands now. */
  bannerOf: string | undefined;
}

/**
 * Shows each alert as it arrives, and says it politely: a warning for a while, a quota that is used up until that is
 * over, or for a while where the banner says it; who closes that has read it. So has who reads the feature's details
 * just then, over which nothing floats that says the same. One that comes before the first answer of the overview waits
 * for that, as it tells of which period the quota is.
 */
export function LiveAlerts({ bannerOf, ...where }: LiveAlertsProps) {
  const { t } = useTranslation('alerts');
  const { notification } = useToasts();
  const textOf = useAlertText();
  const navigate = useNavigate();
  const [said, setSaid] = useState('');
  const [waiting, setWaiting] = useState<readonly Alert[]>([]);
  const { stay, pass, drop } = useStayingToasts(where);
  const { send } = useSending();
  const told = useRef(new Map<string, Alert>());
  const read = ({ id, featureCode }: Alert) => {
    const milder = where.holding?.filter((alert) => alert.featureCode === featureCode) ?? [];
    return readAlerts([...new Set([id, ...milder.map((alert) => alert.id)])]);
  };
  const markRead = useRef((_: Alert) => {});
  markRead.current = (alert) => send(() => read(alert));
  // Nobody asked for it, so nobody is told where it fails, as it does for who is only viewing the account.
  const markSeen = useRef((_: Alert) => {});
  markSeen.current = (alert) => void read(alert).catch(() => undefined);
  const inBanner = useRef(bannerOf);
  inBanner.current = bannerOf;
  const { isPending } = useQuery({ ...overviewQuery, select: () => true });
  const detailed = useMatch(paths.why.pattern)?.params.featureCode;
  useEffect(() => {
    if (detailed === undefined) return;
    drop(detailed);
    const alert = told.current.get(detailed);
    told.current.delete(detailed);
    if (alert) markSeen.current(alert);
  }, [detailed, drop]);
  useEffect(() => onAlert((alert) => setWaiting((before) => [...before, alert])), []);
  useEffect(() => {
    if (isPending || waiting.length === 0) return;
    // Not all that wait: one may have come since.
    setWaiting((before) => before.filter((alert) => !waiting.includes(alert)));
    for (const alert of waiting) {
      if (isMilder(alert, told.current.get(alert.featureCode))) continue;
      const text = textOf(alert, percentOf(alert));
      if (alert.featureCode === detailed) {
        // In a tab that nobody looks at it waits.
        if (!document.hidden) markSeen.current(alert);
        setSaid(text);
        continue;
      }
      told.current.set(alert.featureCode, alert);
      // What the toast says in the end, once; where that can't be loaded, what has happened.
      if (isUsedUp(alert)) loadUsedUp().catch(() => setSaid(text));
      else setSaid(text);
      const key = isUsedUp(alert) ? stay(alert) : pass(alert);
      // Not before: a banner that is there now may be on its way out, dismissed as of a milder alert.
      const passIfTold = () => inBanner.current === alert.featureCode && drop(alert.featureCode);
      if (isUsedUp(alert)) setTimeout(passIfTold, shownSeconds * 1_000);
      const goTo = (path: string) => {
        void notification.destroy(key);
        void navigate(path);
      };
      void notification.open({
        key,
        title: isUsedUp(alert) ? (
          <LoadedLater fallback={text}>
            <UsedUpNow featureCode={alert.featureCode} meanwhile={text} onTold={setSaid} />
          </LoadedLater>
        ) : (
          text
        ),
        icon: <AlertIcon alert={alert} />,
        placement: 'bottomRight',
        duration: isUsedUp(alert) ? 0 : shownSeconds,
        pauseOnHover: true,
        // A warning also closes by itself, which nobody may have read.
        ...(isUsedUp(alert) && { closable: { onClose: () => markRead.current(alert) } }),
        role: 'status',
        // Said by the region below, which screen readers have known all along.
        props: { 'aria-live': 'off' },
        // No links: what floats stands outside of the router.
        actions: (
          <>
            <Button size="small" type="link" onClick={() => goTo(paths.why(alert.featureCode))}>
              {t('why')}
            </Button>
            <LoadedLater>
              <WayOnButton featureCode={alert.featureCode} onGo={goTo} />
            </LoadedLater>
          </>
        ),
      });
    }
  }, [waiting, isPending, notification, t, textOf, navigate, stay, pass, drop, detailed]);
  return (
    <div role="status" className="only-for-screen-readers">
      {said}
    </div>
  );
}

/** No emergency where credits pay, which is known later. */
function AlertIcon({ alert }: { alert: Alert }) {
  const { featureCode, level } = alert;
  if (!isUsedUp(alert)) return <LevelIcon level={level} />;
  return (
    <LoadedLater fallback={<LevelIcon level="warning" />}>
      <UsedUpIcon featureCode={featureCode} level={level} />
    </LoadedLater>
  );
}
