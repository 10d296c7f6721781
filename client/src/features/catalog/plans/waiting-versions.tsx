import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { formatDate } from '../../../lib/language/format.ts';
import styles from './plan-list.module.css';

/**
 * Which versions have not come to all yet, a line each: `Version 3 waits: 12 accounts get it from Dec 3 to Dec 30`; and
 * how many accounts stay with an older one.
 */
export function WaitingVersions({
  plan: { waiting, keepingOlder },
}: {
  plan: Pick<AdminPlan, 'waiting' | 'keepingOlder'>;
}) {
  const { t } = useTranslation('plans');
  const { timeZone } = useMe().account;
  if (waiting.length === 0 && keepingOlder === 0) return null;
  return (
    <ul className={styles['waiting']}>
      {waiting.map(({ version, accounts: count, firstAt, lastAt }) => {
        const first = formatDate(firstAt, timeZone);
        const last = formatDate(lastAt, timeZone);
        return (
          <li key={version}>
            {first === last
              ? t('waiting.on', { version, count, first })
              : t('waiting.span', { version, count, first, last })}
          </li>
        );
      })}
      {keepingOlder > 0 && <li>{t('waiting.older', { count: keepingOlder })}</li>}
    </ul>
  );
}
