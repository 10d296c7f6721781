import { InfoCircleOutlined } from '@ant-design/icons';
import type { HealthNotice } from '@meterstone/server/contract/health';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './notice-list.module.css';
import { useHealthText } from './use-health-text.ts';

/** Advice on how Meterstone is set up; nothing of it makes the report red. */
export function NoticeList({ notices }: { notices: readonly HealthNotice[] }) {
  const { t } = useTranslation('health');
  const { noticeText, placeText } = useHealthText();
  const id = useId();
  if (notices.length === 0) return null;
  return (
    <section aria-labelledby={id} className={styles['notices']}>
      <h2 id={id}>{t('notices')}</h2>
      <ul>
        {notices.map(({ rule, row }) => (
          <li key={`${rule} ${JSON.stringify(row)}`}>
            <InfoCircleOutlined aria-hidden />
            <span>
              {noticeText(rule)}{' '}
              <span className="quiet">
                {Object.entries(row)
                  .map(([name, value]) => placeText(name, value))
                  .join(', ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
