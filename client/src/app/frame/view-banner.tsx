import { Alert, Button } from 'antd';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { endView, view } from '../../lib/browser/view.ts';
import { zonedTime } from '../../lib/language/format.ts';
import { useReadersZone } from '../../ui/texts/account-zone.ts';
import styles from './connection.module.css';

/** Over each page that an admin sees as somebody else: whose it is, that nothing can be changed, and the way out. */
export function ViewBanner() {
  const { t } = useTranslation();
  const timeZone = useReadersZone();
  const seen = useSyncExternalStore(view.subscribe, view.get);
  if (!seen) return null;
  const time = zonedTime(seen.expiresAt, timeZone);
  return (
    <div className={styles['banner']}>
      <Alert
        banner
        type="info"
        title={t('view.banner', { name: seen.account.name, time })}
        action={
          <Button size="small" onClick={endView}>
            {t('view.leave')}
          </Button>
        }
      />
    </div>
  );
}
