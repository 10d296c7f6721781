import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { offlineError } from '../../api/http/problem.ts';
import { useConnection } from '../../api/live/realtime.ts';
import { restoreSession } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import { ErrorState } from '../../ui/feedback/error-state.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { WithSupport } from '../../ui/feedback/with-support.tsx';
import { LinkButton } from '../../url/link-button.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return <Notice title={t('states.notFoundTitle')} text={t('states.notFoundText')} action={<ToOverview />} />;
}

/** Says who can help. */
export function NotAllowed() {
  const { t } = useTranslation();
  return (
    <Notice
      title={t('states.notAllowedTitle')}
      text={<WithSupport text={t('states.notAllowedText')} />}
      action={<ToOverview />}
    />
  );
}

/**
 * A page broke, or its code could not be loaded: offline, or the server was updated and its old files are gone. A
 * reload mends the latter two, and comes by itself when the connection is back.
 */
export function RouteFailed() {
  const error = useRouteError();
  // Browsers tell of code that they could not get by a TypeError, each in its own words.
  const isUnreached =
    (error instanceof TypeError && /module|import|fetch/i.test(error.message)) ||
    // Vite's own words where it was a style of the page that did not come.
    (error instanceof Error && error.message.startsWith('Unable to preload'));
  const isLive = useConnection() === 'live';
  const wasAway = useRef(!isLive);
  useEffect(() => {
    if (!isLive) wasAway.current = true;
    else if (isUnreached && wasAway.current) location.reload();
  }, [isUnreached, isLive]);
  useEffect(() => {
    if (!isUnreached || !isLive) return;
    // The break was too short for the socket to notice.
    const retry = () => location.reload();
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [isUnreached, isLive]);
  return <ErrorState error={isUnreached ? offlineError(error) : error} onRetry={() => location.reload()} />;
}

const retryMs = 2_000;

/** Shown while it is unknown who is signed in; keeps asking. */
export function ServerAway() {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setInterval(() => {
      restoreSession().catch(() => undefined);
    }, retryMs);
    return () => clearInterval(timer);
  }, []);
  return <Notice title={t('connection.connecting')} />;
}

function ToOverview() {
  const { t } = useTranslation();
  return (
    <LinkButton isPrimary to={paths.overview}>
      {t('states.toOverview')}
    </LinkButton>
  );
}
