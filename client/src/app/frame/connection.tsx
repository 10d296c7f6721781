import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../api/live/realtime.ts';
import { formatTime } from '../../lib/language/format.ts';
import { zoneOfBrowser } from '../../lib/time/time-zone.ts';
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

/** Tells a lost connection once it lasts, and since when the numbers stand still. */
export function ConnectionBanner() {
  const { t } = useTranslation();
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
  if (lostAt === undefined) return null;
  const here = zoneOfBrowser();
  return (
    <div className={styles['banner']}>
      <Alert banner type="warning" title={t('connection.lostBanner', { time: formatTime(lostAt, here) })} />
    </div>
  );
}
