import { AdminChanged } from '@meterstone/server/contract/identity';
import type { Alert } from '@meterstone/server/contract/metering/alerts';
import { useSyncExternalStore } from 'react';
import type { Socket } from 'socket.io-client';
import { createSignal } from '../../lib/signal.ts';
import { creditsKey, CreditsTold, elasticKey } from '../credits/key.ts';
import {
  alertsKey,
  alertStatisticsQuery,
  countsAlerts,
  everyFeature,
  explanationKey,
  explanationsKey,
  foldedAlertsKey,
  newRecordsKey,
  overviewKey,
  QuotaAlerted,
  QuotaUpdated,
  showQuota,
  statisticsKey,
} from '../metering.ts';
import { adminOrdersKey, ordersKey, OrderTold } from '../orders/key.ts';
import { queryClient } from '../query-client.ts';
import { freshToken, replaceToken, session } from '../session.ts';
import { refreshChanged } from './admin-changes.ts';
import { refresh } from './refresher.ts';

/**
 * One socket per tab. Events say what changed; HTTP is the truth, and is asked again once connected.
 * `connecting` is said only after a while, as most connections need no telling.
 */
export type Connection = 'live' | 'connecting' | 'lost';

const connection = createSignal<Connection>('connecting');
const alertListeners = new Set<(alert: Alert) => void>();
const alertsSeen = new Set<string>();
let socket: Socket | undefined;

/** Whether what is on the screen is kept current. */
export function useConnection(): Connection {
  return useSyncExternalStore(connection.subscribe, connection.get);
}

/** Calls back once for each alert that arrives; returns how to stop. */
export function onAlert(listener: (alert: Alert) => void): () => void {
  alertListeners.add(listener);
  return () => alertListeners.delete(listener);
}

/** Tells listeners what the page found out by itself, as it would an alert that arrives. */
export function tellOfAlert(alert: Alert): void {
  for (const listener of alertListeners) listener(alert);
}

/** Connects while somebody is signed in, and only then. To be called once. */
export function startRealtime(): void {
  const follow = () => {
    if (session.get().status === 'signedIn') void connect();
    else disconnect();
  };
  session.subscribe(follow);
  follow();
}

function disconnect(): void {
  socket?.disconnect();
  socket = undefined;
  alertsSeen.clear();
  connection.set('connecting');
}

/** No socket yet, and somebody to have one for; both may change while its code is loaded. */
function isSocketWanted(): boolean {
  return socket === undefined && session.get().status === 'signedIn';
}

async function connect(): Promise<void> {
  if (!isSocketWanted()) return;
  const { io } = await import('socket.io-client');
  if (!isSocketWanted()) return;
  let tokenSent: string | undefined;
  const opened = io({
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    auth: (send) => {
      freshToken().then(
        (token) => {
          tokenSent = token;
          send({ token });
        },
        () => send({}),
      );
    },
  });
  socket = opened;
  let hasBeenLive = false;

  opened.on('connect', () => {
    connection.set('live');
    // What happened while nobody listened is known to the server only: also between the page's first answers and now.
    if (hasBeenLive) refreshAll();
    else for (const key of ownKeys) refresh(key);
    hasBeenLive = true;
  });
  opened.on('disconnect', (reason) => {
    if (socket !== opened) return;
    connection.set('lost');
    // The server cuts off sockets whose session has ended, and Socket.IO then leaves it at that. Ask over HTTP.
    if (reason === 'io server disconnect') retryWithNewToken(opened, tokenSent);
  });
  opened.on('connect_error', (error) => {
    connection.set('lost');
    if (error.message === 'unauthenticated') retryWithNewToken(opened, tokenSent);
  });

  opened.on('quota:updated', (payload: unknown) => {
    const quota = QuotaUpdated.parse(payload);
    if (!showQuota(quota)) refresh(overviewKey);
    refresh(explanationKey(quota.featureCode));
    refresh(statisticsKey(quota.featureCode), { pauseMs: historyPauseMs });
    refresh(statisticsKey(everyFeature), { pauseMs: historyPauseMs });
    refresh(newRecordsKey, { pauseMs: historyPauseMs });
    refresh(foldedAlertsKey, { pauseMs: historyPauseMs });
    // A new one has an event of its own; that one is resolved has none.
    if (countsAlerts()) refresh(alertStatisticsQuery.queryKey, { pauseMs: historyPauseMs });
    // Use beyond a quota moves the balance, too, and has no event of the credits' own.
    refresh(quota.overage ? creditsKey : elasticKey);
  });
  opened.on('quota:alert', (payload: unknown) => {
    receiveAlert(QuotaAlerted.parse(payload));
  });
  opened.on('alerts:read', () => {
    refresh(alertsKey);
    refresh(overviewKey);
  });
  opened.on('credits:updated', (payload: unknown) => {
    if (!isOwn(CreditsTold.parse(payload))) return;
    refresh(creditsKey);
    // Whether they pay for what a quota has no room for.
    refresh(foldedAlertsKey, { pauseMs: historyPauseMs });
  });
  opened.on('order:updated', (payload: unknown) => {
    if (isOwn(OrderTold.parse(payload))) refresh(ordersKey);
    refresh(adminOrdersKey);
  });
  opened.on('subscription:updated', refreshUsage);
  opened.on('plans:updated', () => {
    refresh(['plans']);
    refreshUsage();
  });
  opened.on('admin:changed', (payload: unknown) => {
    refreshChanged(AdminChanged.parse(payload));
  });
}

/** Admins are told of every account. */
function isOwn({ accountId }: { accountId: string }): boolean {
  const current = session.get();
  return current.status === 'signedIn' && accountId === current.me.account.id;
}

/** Charts and counts of records follow at this distance, in milliseconds: they are read, not watched. */
const historyPauseMs = 2_000;

/** What moves by itself while its owner looks at it. */
const ownKeys = [overviewKey, alertsKey, explanationsKey, creditsKey, ordersKey];

/** Records are history: a page of ten thousand need not be fetched again for the few that came. */
function refreshAll(): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'records' });
}

/** What the account may use may have changed, and with it every sum made of that. */
function refreshUsage(): void {
  refresh(overviewKey);
  refresh(explanationsKey);
  refresh(foldedAlertsKey);
  refresh(alertStatisticsQuery.queryKey);
  refresh(elasticKey);
}

function retryWithNewToken(opened: Socket, refused: string | undefined): void {
  const token = refused === undefined ? freshToken() : replaceToken(refused);
  token.then(
    (text) => {
      if (text !== undefined && socket === opened) opened.connect();
    },
    // Not reached: HTTP's own retries will find the server, and the next disconnect comes back here.
    () => setTimeout(() => retryWithNewToken(opened, refused), 2_000),
  );
}

/** Alerts come at least once each. Admins are told of every account's: theirs are in the admin's pages. */
function receiveAlert(alert: Alert): void {
  if (alertsSeen.has(alert.id)) return;
  alertsSeen.add(alert.id);
  refresh(['admin', 'insights']);
  if (!isOwn(alert)) return;
  refresh(alertsKey);
  refresh(overviewKey);
  tellOfAlert(alert);
}
