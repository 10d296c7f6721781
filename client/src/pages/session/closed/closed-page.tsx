import { useTranslation } from 'react-i18next';
import { basename, paths } from '../../../paths.ts';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import styles from '../session-frame.module.css';
import { SessionFrame } from '../session-frame.tsx';

/** Says to whoever has closed their account, in this tab or another one, that it is done. */
export function ClosedPage() {
  const { t, i18n } = useTranslation('session');
  return (
    <SessionFrame title={t('closed.title')}>
      <p role="status">{t('closed.text')}</p>
      <p>
        <WithSupport text={t('closed.stays')} />
      </p>
      <p className={styles['below']}>
        {t('closed.again')} <a href={basename + paths.register}>{t('closed.register')}</a>
      </p>
      <p className={styles['below']}>
        <a href={paths.landing(i18n.language)}>{t('closed.toStart')}</a>
      </p>
    </SessionFrame>
  );
}
