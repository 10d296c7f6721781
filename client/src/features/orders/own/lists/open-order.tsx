import type { OrderItem } from '@meterstone/server/contract/orders';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { unpaidOrdersQuery } from '../../../../api/orders/own.ts';
import { useMe } from '../../../../api/use-session.ts';
import { usePassed } from '../../../../lib/time/use-passed.ts';
import { paths } from '../../../../paths.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';

/** As long as one takes for a page to load; the list comes within a tenth of it. */
const patienceMs = 1_000;

/**
 * What says to somebody who is about to order that one of their newest orders waits for the money for the same thing:
 * who came back from the payment page would order it twice. Null where there is none; undefined before that is known,
 * for no longer than it is worth waiting for.
 */
export function useOpenOrder(wanted: Pick<OrderItem, 'productKind' | 'code' | 'interval'>): ReactNode {
  const { data, isPending, failureCount } = useQuery(unpaidOrdersQuery);
  const hasWaited = usePassed(patienceMs);
  // What is wrong with the list is no reason not to sell.
  if (isPending && failureCount === 0 && !hasWaited) return undefined;
  const open = data?.items.find(({ items }) =>
    items.some(
      ({ productKind, code, interval }) =>
        productKind === wanted.productKind && code === wanted.code && interval === wanted.interval,
    ),
  );
  return open ? (
    <OpenOrder
      id={open.id}
      number={open.orderNumber}
      createdAt={open.createdAt}
      isOfPlan={wanted.productKind === 'plan_price'}
    />
  ) : null;
}

interface OpenOrderProps {
  id: string;
  number: string;
  createdAt: string;
  isOfPlan: boolean;
}

function OpenOrder({ id, number, createdAt, isOfPlan }: OpenOrderProps) {
  const { t } = useTranslation('checkout');
  const { timeZone } = useMe().account;
  return (
    <Alert
      type="info"
      showIcon
      title={t('open.title')}
      description={
        <>
          {t('open.text', { number })} <DayTime at={createdAt} timeZone={timeZone} />
          {isOfPlan && (
            <>
              <br />
              {t('open.closes')}
            </>
          )}
          <br />
          <Link to={paths.order(id)}>{t('open.go')}</Link>
        </>
      }
    />
  );
}
