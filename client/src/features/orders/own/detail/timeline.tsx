import type { OrderDetail } from '@meterstone/server/contract/orders';
import { Timeline as AntTimeline } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Texts } from '../../../../locales/texts.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';
import { useBecause } from '../words/use-because.ts';
import { isOvertaken } from './how-it-stands.ts';

type Words = Texts['orders']['event'];

/** What happened to an order, the latest last. What only we did inside says nothing to its buyer and is left out. */
export function Timeline({ order, timeZone }: { order: OrderDetail; timeZone: string }) {
  const { t, i18n } = useTranslation('orders');
  const isKnown = (name: string): name is keyof Words => i18n.exists(`orders:event.${name}`);
  const because = useBecause();
  const wasOvertaken = isOvertaken(order);
  const lines = order.timeline.flatMap(({ kind, toStatus, cause, eventAt, createdAt }) => {
    const name = kind === 'status' ? `status_${toStatus ?? ''}` : kind;
    if (!isKnown(name)) return [];
    // Why money is not kept stands beside it; the status that it led to has the same cause.
    const isTold = kind !== 'status' || toStatus === 'cancelled';
    // That a plan runs is what closed the order, and stands there.
    const isToldBefore = wasOvertaken && cause === 'plan_runs';
    const why = isTold && !isToldBefore ? because(cause) : undefined;
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
