import type { OrderDetail, OrderItem } from '@meterstone/server/contract/orders';
import type { PaymentStatus } from '@meterstone/server/contract/payments/checkout';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { orderQuery } from '../../../api/orders/own.ts';
import { paymentQuery } from '../../../api/orders/payments.ts';
import { useMe } from '../../../api/use-session.ts';
import { OnlyWhereLet } from '../../../features/credits/elastic/only-where-let.tsx';
import { MonthAhead } from '../../../features/metering/entitlements/month-notes.tsx';
import { CancelButton } from '../../../features/orders/own/detail/cancel-button.tsx';
import {
  isOvertaken,
  isSurplusGone,
  surplusOf,
  waitingItem,
} from '../../../features/orders/own/detail/how-it-stands.ts';
import { reorderPath } from '../../../features/orders/own/detail/reorder-path.ts';
import { OrderLine } from '../../../features/orders/own/words/order-line.tsx';
import { useItemWords } from '../../../features/orders/own/words/use-item-words.ts';
import { PayAgain } from '../../../features/payments/pay-again.tsx';
import { NewGoods } from '../../../features/payments/result/new-goods.tsx';
import styles from '../../../features/payments/result/outcome.module.css';
import { Outcome } from '../../../features/payments/result/outcome.tsx';
import { phaseOf, type Phase } from '../../../features/payments/result/phase.ts';
import { RunningPlan, useRunningPlan } from '../../../features/payments/result/running-plan.tsx';
import { Scan } from '../../../features/payments/result/scan.tsx';
import { useAbleProviders } from '../../../features/payments/use-able-providers.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { formatDate, formatMoney, zonedNext } from '../../../lib/language/format.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';

/** Where the buyer comes back to, and waits until it is certain what became of paying; also the code to scan. */
export function ResultPage() {
  const { t } = useTranslation('checkout');
  const [query] = useSearchParams();
  const requestId = query.get('request_id') ?? '';
  const payment = useQuery({ ...paymentQuery(requestId), enabled: requestId !== '' });
  const isUnknown = requestId === '' || (payment.error && toApiError(payment.error).code === 'not_found');
  return (
    <Page title={t('resultTitle')}>
      {isUnknown ? (
        <Notice
          title={t('noPayment')}
          text={t('noPaymentText')}
          action={
            <LinkButton isPrimary to={paths.orders}>
              {t('wayOut.orders')}
            </LinkButton>
          }
        />
      ) : (
        <QueryView query={payment}>
          {(status) => <Result payment={status} hasLeft={query.has('left')} />}
        </QueryView>
      )}
    </Page>
  );
}

function Result({ payment, hasLeft }: { payment: PaymentStatus; hasLeft: boolean }) {
  const { timeZone } = useMe().account;
  const now = useNow();
  const phase = phaseOf(payment, hasLeft);
  const order = useQuery(orderQuery(payment.order_id));
  const { nameOf } = useItemWords();
  const alsoOf = useAlso();
  const saidOf = (data: OrderDetail) => {
    if (phase === 'paid' && data.goodsDue) return { name: 'due' as const };
    if (isOvertaken(data))
      return { name: data.status === 'cancelled' ? 'overtaken' : 'overtakenPaid' } as const;
    const item = phase === 'paid' ? waitingItem(data, now) : undefined;
    return item && waitingWords(item, nameOf(item), timeZone);
  };
  return (
    <QueryView query={order}>
      {(data) =>
        phase === 'scan' && payment.code_url !== undefined ? (
          <>
            <OrderLine order={data} />
            <Scan payment={payment} codeUrl={payment.code_url} order={data} />
            <div className={styles['ways']}>
              <OtherWay order={data} />
              <CancelButton order={data} />
            </div>
          </>
        ) : (
          <Outcome
            phase={phase === 'scan' ? 'waiting' : phase}
            said={saidOf(data)}
            also={phase === 'paid' ? alsoOf(data) : []}
            until={zonedNext(data.expiresAt, timeZone, now)}
            facts={<OrderLine order={data} />}
          >
            {phase === 'paid' && !data.goodsDue && !waitsForAll(data, now) && (
              <>
                <NewGoods order={data} />
                {data.items.some(({ productKind }) => productKind !== 'plan_price') && <OnlyWhereLet />}
              </>
            )}
            {phase === 'paid' && !data.goodsDue && hasPlan(data) && <MonthAhead />}
            {isOvertaken(data) && <RunningPlan order={data} />}
            <WaysOn phase={phase} order={data} checkoutUrl={payment.checkout_url} />
          </Outcome>
        )
      }
    </QueryView>
  );
}

/** Of a paid order: until when its plan is paid for, where it runs, and what becomes of money that came besides. */
function useAlso() {
  const { t } = useTranslation('checkout');
  const { timeZone } = useMe().account;
  const now = useNow();
  const untilText = useUntilText();
  const { nameOf } = useItemWords();
  return (order: OrderDetail): string[] => {
    const given = waitingItem(order, now)
      ? []
      : order.items.filter(({ productKind, startsAt }) => productKind === 'plan_price' && startsAt !== null);
    const surplus = surplusOf(order);
    return [
      ...given.map((item) => {
        const until = untilText({ endsAt: item.endsAt, next: [] }, timeZone);
        return t('paidPlan', { plan: nameOf(item), until });
      }),
      ...(surplus > 0
        ? [
            t(isSurplusGone(order) ? 'surplus.gone' : 'surplus.goes', {
              sum: formatMoney(surplus, order.currency),
            }),
          ]
        : []),
    ];
  };
}

/** From when it holds; of a package also what of it is there already, and what begins later. */
function waitingWords(item: OrderItem, name: string, timeZone: string) {
  const from = formatDate(item.startsAt ?? '', timeZone);
  const end = item.endsAt && formatDate(item.endsAt, timeZone);
  if (item.productKind === 'plan_price' || end === null) {
    return { name: 'waits' as const, plan: name, from, end };
  }
  const gives = [item.credits && ('credits' as const), item.dailyCredits && ('daily' as const)];
  return { name: 'follows' as const, package: name, from, end, gives: gives.filter((what) => !!what) };
}

/** Of a package that follows another one, what comes at once is there. */
function waitsForAll(order: OrderDetail, now: number): boolean {
  return waitingItem(order, now)?.productKind === 'plan_price';
}

function hasPlan({ items }: OrderDetail): boolean {
  return items.some(({ productKind }) => productKind === 'plan_price');
}

/** To the order, which is paid by another provider there, where there is one. */
function OtherWay({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('checkout');
  const able = useAbleProviders(order);
  return (
    <LinkButton to={paths.order(order.id)}>{t(able.length > 1 ? 'otherWay' : 'wayOut.order')}</LinkButton>
  );
}

interface WaysOnProps {
  phase: Phase;
  order: OrderDetail;
  /** Of a page that is still open. */
  checkoutUrl: string | undefined;
}

function WaysOn({ phase, order, checkoutUrl }: WaysOnProps) {
  const { t } = useTranslation('checkout');
  const isOfPlan = hasPlan(order);
  const toOrder = <LinkButton to={paths.order(order.id)}>{t('wayOut.order')}</LinkButton>;
  switch (phase) {
    case 'paid':
      return (
        <div className={styles['ways']}>
          <LinkButton isPrimary to={isOfPlan ? paths.overview : paths.credits}>
            {t(isOfPlan ? 'seeUsage' : 'seeCredits')}
          </LinkButton>
          <LinkButton to={paths.receipt(order.id)}>{t('receipt')}</LinkButton>
          {toOrder}
        </div>
      );
    case 'refused':
    case 'left':
    case 'over':
      return (
        <>
          {/* One way to pay: at the page that was left while it is open, else at a new one, which closes that. */}
          {phase === 'left' && checkoutUrl !== undefined ? (
            <Button type="primary" href={checkoutUrl}>
              {t('backToPage')}
            </Button>
          ) : (
            <PayAgain order={order} />
          )}
          <div className={styles['others']}>
            <Link to={paths.order(order.id)}>{t('wayOut.order')}</Link>
            <CancelButton order={order} isQuiet />
          </div>
        </>
      );
    case 'waiting':
      return (
        <div className={styles['ways']}>
          {checkoutUrl !== undefined && <a href={checkoutUrl}>{t('backToPage')}</a>}
          {toOrder}
        </div>
      );
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'refunded':
      return <Ended order={order} toOrder={toOrder} />;
    default:
      return isOvertaken(order) ? (
        <Ended order={order} toOrder={toOrder} />
      ) : (
        <div className={styles['ways']}>{toOrder}</div>
      );
  }
}

/** Beside a plan that runs no other one is sold: the way on is to that one. */
function Ended({ order, toOrder }: { order: OrderDetail; toOrder: ReactNode }) {
  const { t } = useTranslation('checkout');
  const running = useRunningPlan(order);
  const isOver = isOvertaken(order);
  if (running === undefined && !isOver) return <div className={styles['ways']}>&nbsp;</div>;
  return (
    <div className={styles['ways']}>
      {running || isOver ? (
        <LinkButton isPrimary to={paths.overview}>
          {t('seeUsage')}
        </LinkButton>
      ) : (
        <LinkButton isPrimary to={reorderPath(order)}>
          {t('orderAgain')}
        </LinkButton>
      )}
      {toOrder}
    </div>
  );
}
