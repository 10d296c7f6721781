import type { AdminOrderDetail, AdminOrderEvent } from '@meterstone/server/contract/orders/admin';
import { Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../api/use-session.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';
import styles from './detail.module.css';
import { useEventText } from './use-event-text.ts';

/** All that happened to the order, oldest first. */
export function OrderTimeline({ order }: { order: AdminOrderDetail }) {
  const textOf = useEventText(order);
  return (
    <Timeline
      items={order.timeline.map((event, index) => {
        const { text, why } = textOf(event);
        return {
          // Lines are never taken away, and two may be alike.
          key: index,
          color: event.kind === 'status' ? 'var(--accent)' : 'var(--line)',
          content: (
            <>
              <div className={event.kind === 'status' ? styles['name'] : ''}>{text}</div>
              {why !== undefined && <div className={styles['note']}>{why}</div>}
              <When event={event} />
            </>
          ),
        };
      })}
    />
  );
}

function When({ event: { actor, eventAt, createdAt } }: { event: AdminOrderEvent }) {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  return (
    <div className={styles['note']}>
      {actor && `${actor.name} · `}
      <DayTime at={eventAt ?? createdAt} timeZone={timeZone} />
      {eventAt !== null && Date.parse(createdAt) - Date.parse(eventAt) > muchLaterMs && (
        <>
          {' '}
          · {t('timeline.learnt')} <DayTime at={createdAt} timeZone={timeZone} />
        </>
      )}
    </div>
  );
}

/** From when on it is worth saying that we learnt of something after it happened. */
const muchLaterMs = 60_000;
