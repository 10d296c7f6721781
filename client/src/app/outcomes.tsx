import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { restoreSession } from '../api/session.ts';
import { paths } from '../paths.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { Outcome } from '../ui/outcome.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Outcome title={t('states.notFoundTitle')} text={t('states.notFoundText')} action={<ToOverview />} />
  );
}

/** Says who can help. */
export function NotAllowed() {
  const { t } = useTranslation();
  return (
    <Outcome title={t('states.notAllowedTitle')} text={t('states.notAllowedText')} action={<ToOverview />} />
  );
}

/** A page broke, or could not be loaded (after an update of the server, its old files are gone: a reload mends that). */
export function RouteFailed() {
  return <ErrorState error={useRouteError()} onRetry={() => location.reload()} />;
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
  return <Outcome title={t('connection.connecting')} />;
}

function ToOverview() {
  const { t } = useTranslation();
  return (
    <Link to={paths.overview}>
      <Button type="primary">{t('states.toOverview')}</Button>
    </Link>
  );
}
