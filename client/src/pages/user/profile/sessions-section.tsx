import type { Session } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { endOtherSessions, endSession, sessionsQuery } from '../../../api/identity.ts';
import { useMe } from '../../../api/use-session.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { DateTime, RelativeTime } from '../../../ui/texts/times.tsx';
import { ProfileSection } from './profile-section.tsx';
import styles from './sessions-section.module.css';

/** Where the person is signed in, and ways to end that. */
export function SessionsSection() {
  const { t } = useTranslation('profile');
  const query = useQuery(sessionsQuery);
  return (
    <ProfileSection id="sessions" title={t('sessions.title')} text={t('sessions.text')}>
      <QueryView query={query}>
        {(sessions) => (
          <>
            <ul className={styles['list']} aria-labelledby="sessions">
              {sessions.map((session) => (
                <SessionItem key={session.id} session={session} />
              ))}
            </ul>
            {sessions.length > 1 && <EndOthers />}
          </>
        )}
      </QueryView>
    </ProfileSection>
  );
}

function SessionItem({ session }: { session: Session }) {
  const { t } = useTranslation('profile');
  const { timeZone } = useMe().account;
  const device = useDeviceText(session.device);
  return (
    <li className={styles['item']}>
      <div>
        <div className={styles['device']}>
          {device} {session.isCurrent && <Tag>{t('sessions.here')}</Tag>}
        </div>
        <div className="quiet">
          {t('sessions.signedIn')} <DateTime at={session.signedInAt} timeZone={timeZone} />
          {!session.isCurrent && (
            <>
              {' · '}
              {t('sessions.lastUsed')} <RelativeTime at={session.lastUsedAt} timeZone={timeZone} />
            </>
          )}
        </div>
      </div>
      {!session.isCurrent && <EndButton id={session.id} device={device} />}
    </li>
  );
}

function EndButton({ id, device }: { id: string; device: string }) {
  const { t } = useTranslation('profile');
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const end = async () => {
    await endSession(id);
    void message.success(t('sessions.ended', { device }));
  };
  return (
    <Button
      size="small"
      loading={isSending}
      aria-label={t('sessions.endOf', { device })}
      onClick={() => send(end)}
    >
      {t('sessions.end')}
    </Button>
  );
}

function EndOthers() {
  const { t } = useTranslation('profile');
  const { t: tCommon } = useTranslation();
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const end = async () => {
    const { ended } = await endOtherSessions();
    void message.success(t('sessions.othersEnded', { count: ended }));
  };
  return (
    <Popconfirm
      title={t('sessions.endOthersTitle')}
      description={t('sessions.endOthersText')}
      okText={t('sessions.endOthers')}
      cancelText={tCommon('cancel')}
      okButtonProps={{ danger: true }}
      onConfirm={() => send(end)}
    >
      <Button loading={isSending}>{t('sessions.endOthers')}</Button>
    </Popconfirm>
  );
}

function useDeviceText({ browser, system }: Session['device']): string {
  const { t } = useTranslation('profile');
  if (browser !== null && system !== null) return t('sessions.device', { browser, system });
  return browser ?? system ?? t('sessions.unknown');
}
