import type { OrderDetail } from '@meterstone/server/contract/orders';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { orderQuery } from '../../../api/orders/own.ts';
import { useMe } from '../../../api/use-session.ts';
import { CancelButton } from '../../../features/orders/own/detail/cancel-button.tsx';
import { isGiven, isOvertaken, waitingItem } from '../../../features/orders/own/detail/how-it-stands.ts';
import { Items, Payments, Refunds } from '../../../features/orders/own/detail/order-facts.tsx';
import { reorderPath } from '../../../features/orders/own/detail/reorder-path.ts';
import { Timeline } from '../../../features/orders/own/detail/timeline.tsx';
import { StatusLabel } from '../../../features/orders/own/words/status-label.tsx';
import { useItemWords } from '../../../features/orders/own/words/use-item-words.ts';
import { PayAgain } from '../../../features/payments/pay-again.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { formatDate, formatDayTime } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import styles from './order-page.module.css';

/** It is not theirs, or can be nobody's. */
const noSuch = ['not_found', 'invalid_input'];

/** One order: how it stands and what can be done, what it is, how it was paid, and all that happened to it. */
export function OrderPage() {
  const { t } = useTranslation('orders');
  const { timeZone } = useMe().account;
  const { orderId = '' } = useParams();
  const { nameOf } = useItemWords();
  const order = useQuery(orderQuery(orderId));
  if (order.error && noSuch.includes(toApiError(order.error).code)) return <NoSuchOrder />;
  const name = order.data?.items.map(nameOf).join(', ');
  return (
    <Page
      title={name ?? t('order')}
      tabTitle={order.data && `${t('numbered', { number: order.data.orderNumber })} · ${name}`}
      timeZone={timeZone}
      intro={order.data && t('numbered', { number: order.data.orderNumber })}
      action={<LinkButton to={paths.orders}>{t('all')}</LinkButton>}
    >
      <QueryView query={order}>{(data) => <Sections order={data} />}</QueryView>
    </Page>
  );
}

function NoSuchOrder() {
  const { t } = useTranslation('orders');
  return (
    <Page title={t('order')}>
      <Notice
        title={t('noSuch.title')}
        text={t('noSuch.text')}
        action={<LinkButton to={paths.orders}>{t('all')}</LinkButton>}
      />
    </Page>
  );
}

function Sections({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('orders');
  const { timeZone } = useMe().account;
  return (
    <>
      <Standing order={order} timeZone={timeZone} />
      <Section title={t('items')}>
        <Items order={order} />
      </Section>
      {order.payments.length > 0 && (
        <Section title={t('payments')}>
          <Payments order={order} timeZone={timeZone} />
        </Section>
      )}
      {order.refunds.length > 0 && (
        <Section title={t('refunds')}>
          <Refunds order={order} timeZone={timeZone} />
        </Section>
      )}
      <Section title={t('timeline')}>
        <Timeline order={order} timeZone={timeZone} />
      </Section>
    </>
  );
}

const overtaken = new Map<string, 'overtakenReview' | 'overtakenRefunded'>([
  ['needs_review', 'overtakenReview'],
  ['refunded', 'overtakenRefunded'],
]);

/** How it stands, in words that say what to expect, and the ways on. */
function Standing({ order, timeZone }: { order: OrderDetail; timeZone: string }) {
  const { t } = useTranslation('orders');
  const { nameOf } = useItemWords();
  const { status, expiresAt, payments } = order;
  const isOnItsWay = payments.some(({ state }) => state === 'processing');
  const isPayable = status === 'pending' && !isOnItsWay;
  const waiting = waitingItem(order, useNow());
  const saidOf = () => {
    if (order.goodsDue) return 'due';
    if (isOvertaken(order)) return overtaken.get(status) ?? 'overtaken';
    if (status === 'refunded' && !isGiven(order)) return 'refundedUngiven';
    if (waiting) return waiting.productKind === 'plan_price' ? 'waits' : 'follows';
    return status === 'pending' && isOnItsWay ? 'processing' : status;
  };
  const texts = {
    time: formatDayTime(expiresAt, timeZone),
    plan: waiting ? nameOf(waiting) : '',
    from: formatDate(waiting?.startsAt ?? expiresAt, timeZone),
    end: formatDate(waiting?.endsAt ?? expiresAt, timeZone),
  };
  const isPaid = ['paid', 'partially_refunded', 'refunded'].includes(status);
  const hasEnded = ['failed', 'cancelled', 'expired'].includes(status) && !isOvertaken(order);
  return (
    <div className={styles['standing']}>
      <p role="status">
        <StatusLabel status={status} /> · {t(`said.${saidOf()}`, texts)}
      </p>
      {isPayable && <PayAgain order={order} />}
      <div className={styles['ways']}>
        {isPayable && <CancelButton order={order} />}
        {isPaid && <LinkButton to={paths.receipt(order.id)}>{t('receipt.open')}</LinkButton>}
        {hasEnded && (
          <LinkButton isPrimary to={reorderPath(order)}>
            {t('again')}
          </LinkButton>
        )}
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
