import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { tellOfAlert } from '../../../../api/live/realtime.ts';
import { useMe } from '../../../../api/use-session.ts';
import { stored, type Stored } from '../../../../lib/browser/stored.ts';
import { useWhatFollows } from '../../paying/use-paying-rate.ts';

/** How the ids begin of alerts that the server knows nothing of: that it is read is kept in this browser. */
const runOut = 'run-out';

interface RanOutProps {
  /** One that is used up, and for more than that credits have paid. */
  quota: Quota;
  /** It is among the first that the page heard of. */
  isOfBefore: boolean;
  /** An alert that says so of the quota waits to be read. */
  isUnread: boolean;
  /** Hears of the alert that there should be; null where there is none, any more. */
  onTold: (featureCode: string, alert: Alert | null) => void;
}

/**
 * Notices that credits, which have paid beyond a quota, no longer do: uses are refused from then on, and no alert says
 * so, as the quota was used up long before. Who reads one while uses are refused, wherever that is, has read this.
 */
export function RanOut({ quota, isOfBefore, isUnread, onTold }: RanOutProps) {
  const { id: accountId } = useMe().account;
  const { featureCode, periodStart } = quota;
  const [seen] = useState(() => seenRunOut(accountId, featureCode));
  const seenIn = useSyncExternalStore(seen.subscribe, seen.read);
  const { isKnown, isRefused } = useWhatFollows(quota);
  const present = useRef(quota);
  present.current = quota;
  // Else it is told when it happens.
  const isOld = useRef(isOfBefore);
  useEffect(() => {
    if (!isKnown || isRefused) return;
    isOld.current = false;
    if (seenIn !== null) seen.write(null);
  }, [isKnown, isRefused, seen, seenIn]);

  const wasUnread = useRef(false);
  useEffect(() => {
    if (isRefused && wasUnread.current && !isUnread) seen.write(periodStart);
    wasUnread.current = isRefused && isUnread;
  }, [isRefused, isUnread, seen, periodStart]);

  const isTold = isRefused && seenIn !== periodStart;
  useEffect(() => {
    if (!isTold) return undefined;
    const alert = alertOfRunOut(accountId, present.current);
    onTold(featureCode, alert);
    if (!isOld.current) tellOfAlert(alert);
    return () => onTold(featureCode, null);
  }, [isTold, accountId, featureCode, onTold]);
  return null;
}

/** That credits no longer pay beyond a quota, as an alert that comes now. */
function alertOfRunOut(accountId: string, { featureCode, periodStart, used, quota }: Quota): Alert {
  return {
    id: [runOut, accountId, featureCode, periodStart].join(' '),
    accountId,
    featureCode,
    threshold: 100,
    level: 'exhausted',
    used,
    quota,
    periodStart: periodStart ?? '',
    createdAt: new Date().toISOString(),
    sentAt: null,
    readAt: null,
  };
}

const seen = new Map<string, Stored>();

/** In which period its owner has read that credits no longer pay. */
function seenRunOut(accountId: string, featureCode: string): Stored {
  const name = [runOut, accountId, featureCode].join('.');
  const known = seen.get(name) ?? stored(name);
  seen.set(name, known);
  return known;
}

/** Keeps that the alert of this id is read. */
export function readRunOut(id: string): void {
  const [, accountId = '', featureCode = '', periodStart = ''] = id.split(' ');
  seenRunOut(accountId, featureCode).write(periodStart);
}
