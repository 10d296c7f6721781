import type { InboxEvent } from '@meterstone/server/contract/payments/admin-inbox';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../../api/use-session.ts';
import { paths } from '../../../paths.ts';
import { CopyButton } from '../../../ui/texts/copy-button.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { useAdminProviderName } from '../../../ui/texts/use-provider-name.ts';
import { EventActs } from './event-acts.tsx';
import styles from './inbox.module.css';
import { useInboxWords } from './use-inbox-words.ts';

/** What providers said and nobody could book: what it is, why it waits, and what can be done. */
export function EventList({ events }: { events: readonly InboxEvent[] }) {
  const { t } = useTranslation('paymentsInbox');
  return (
    <ul className={styles['list']} aria-label={t('title')}>
      {events.map((event) => (
        <li key={event.id} className={styles['event']}>
          <Told event={event} />
          <EventActs event={event} />
        </li>
      ))}
    </ul>
  );
}

function Told({ event }: { event: InboxEvent }) {
  const { t } = useTranslation('paymentsInbox');
  const { timeZone } = useMe().account;
  const providerName = useAdminProviderName();
  const { whyText, moneyText } = useInboxWords();
  const { accountId, orderId, money, error } = event;
  return (
    <div className={styles['told']}>
      <div className={styles['head']}>
        <span className={styles['name']}>{providerName(event.provider)}</span>
        <Tag>{t(`state.${event.state}`)}</Tag>
        {money && <span className={`${styles['name']} number`}>{moneyText(money)}</span>}
        <span className="quiet">
          <RelativeTime at={event.receivedAt} timeZone={timeZone} />
        </span>
      </div>
      <div>{whyText(event)}</div>
      {error !== null && <code className={styles['error']}>{error}</code>}
      <div className={styles['place']}>
        <span>
          {t('event')} <code>{event.eventId}</code> <CopyButton text={event.eventId} />
        </span>
        {money && (
          <span>
            {t('money')} <code>{money.providerPaymentId}</code> <CopyButton text={money.providerPaymentId} />
          </span>
        )}
        {orderId !== undefined && <Link to={paths.admin.order(orderId)}>{t('toOrder')}</Link>}
        {accountId !== undefined && <Link to={paths.admin.account(accountId)}>{t('toAccount')}</Link>}
      </div>
    </div>
  );
}
