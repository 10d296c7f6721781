import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../api/live/realtime.ts';
import { useMe } from '../../api/use-session.ts';
import { Filled, gap } from '../../ui/texts/filled.tsx';
import { RelativeTime } from '../../ui/texts/times.tsx';
import styles from './connection.module.css';

/** A dot and a word: whether the numbers are live. */
export function ConnectionSign() {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <span role="status" className={styles['sign']} data-connection={connection}>
      <span className={styles['dot']} aria-hidden />
      {t(`connection.${connection}`)}
    </span>
  );
}

/** Short breaks mend themselves before anybody needs to know. */
const patienceMs = 2_000;

/** Since when the numbers stand still, once the connection is lost for longer. */
export function useLostSince(): string | undefined {
  const connection = useConnection();
  const [lostAt, setLostAt] = useState<string>();
  useEffect(() => {
    if (connection !== 'lost') return;
    const at = new Date().toISOString();
    const timer = setTimeout(() => setLostAt(at), patienceMs);
    return () => {
      clearTimeout(timer);
      setLostAt(undefined);
    };
  }, [connection]);
  return lostAt;
}

/** Tells a lost connection, and of when the numbers are. */
export function ConnectionBanner({ lostAt }: { lostAt: string }) {
  const { t } = useTranslation();
  const { timeZone } = useMe().account;
  const time = <RelativeTime at={lostAt} timeZone={timeZone} recently={t('time.moment')} />;
  return (
    <div className={styles['banner']}>
      <Alert
        banner
        type="warning"
        title={<Filled text={t('connection.lostBanner', { time: gap('time') })} parts={{ time }} />}
      />
    </div>
  );
}
