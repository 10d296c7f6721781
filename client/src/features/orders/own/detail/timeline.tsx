import type { OrderDetail } from '@meterstone/server/contract/orders';
import { Timeline as AntTimeline } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Texts } from '../../../../locales/texts.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';

type Event = OrderDetail['timeline'][number];
type Words = Texts['orders']['event'];

/** What happened to an order, the latest last. What only we did inside says nothing to its buyer and is left out. */
export function Timeline({ events, timeZone }: { events: readonly Event[]; timeZone: string }) {
  const { t, i18n } = useTranslation('orders');
  const isKnown = (name: string): name is keyof Words => i18n.exists(`orders:event.${name}`);
  const isReason = (name: string): name is keyof Texts['orders']['because'] =>
    i18n.exists(`orders:because.${name}`);
  const lines = events.flatMap(({ kind, toStatus, cause, eventAt, createdAt }) => {
    const name = kind === 'status' ? `status_${toStatus ?? ''}` : kind;
    if (!isKnown(name)) return [];
    // The status that it led to has the same cause.
    const why = kind !== 'status' && cause !== null && isReason(cause) ? t(`because.${cause}`) : undefined;
    return [{ text: t(`event.${name}`), why, at: eventAt ?? createdAt }];
  });
  return (
    <AntTimeline
      items={lines.map(({ text, why, at }, index) => ({
        key: index,
        content: (
          <>
            {text}{' '}
            <span className="quiet">
              <DayTime at={at} timeZone={timeZone} />
            </span>
            {why !== undefined && <div className="quiet">{why}</div>}
          </>
        ),
      }))}
    />
  );
}
