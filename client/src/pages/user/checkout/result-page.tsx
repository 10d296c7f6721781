import type { OrderDetail } from '@meterstone/server/contract/orders';
import type { PaymentStatus } from '@meterstone/server/contract/payments/checkout';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { orderQuery } from '../../../api/orders/own.ts';
import { paymentQuery } from '../../../api/orders/payments.ts';
import { useMe } from '../../../api/use-session.ts';
import { CancelButton } from '../../../features/orders/own/detail/cancel-button.tsx';
import { reorderPath } from '../../../features/orders/own/detail/reorder-path.ts';
import { OrderLine } from '../../../features/orders/own/words/order-line.tsx';
import { PayAgain } from '../../../features/payments/pay-again.tsx';
import { NewGoods } from '../../../features/payments/result/new-goods.tsx';
import styles from '../../../features/payments/result/outcome.module.css';
import { Outcome } from '../../../features/payments/result/outcome.tsx';
import { phaseOf, type Phase } from '../../../features/payments/result/phase.ts';
import { Scan } from '../../../features/payments/result/scan.tsx';
import { useAbleProviders } from '../../../features/payments/use-able-providers.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { zonedNext } from '../../../lib/language/format.ts';
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
            isDue={data.goodsDue}
            until={zonedNext(data.expiresAt, timeZone, now)}
            facts={<OrderLine order={data} />}
          >
            {phase === 'paid' && !data.goodsDue && <NewGoods order={data} />}
            <WaysOn phase={phase} order={data} checkoutUrl={payment.checkout_url} />
          </Outcome>
        )
      }
    </QueryView>
  );
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
  const hasPlan = order.items.some(({ productKind }) => productKind === 'plan_price');
  const toOrder = <LinkButton to={paths.order(order.id)}>{t('wayOut.order')}</LinkButton>;
  switch (phase) {
    case 'paid':
      return (
        <div className={styles['ways']}>
          <LinkButton isPrimary to={hasPlan ? paths.overview : paths.credits}>
            {t(hasPlan ? 'seeUsage' : 'seeCredits')}
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
          <PayAgain order={order} />
          {checkoutUrl !== undefined && <p className="quiet">{t('backHelp')}</p>}
          <div className={styles['ways']}>
            {checkoutUrl !== undefined && <a href={checkoutUrl}>{t('backToPage')}</a>}
            <CancelButton order={order} />
            {toOrder}
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
      return (
        <div className={styles['ways']}>
          <LinkButton isPrimary to={reorderPath(order)}>
            {t('orderAgain')}
          </LinkButton>
          {toOrder}
        </div>
      );
    default:
      return <div className={styles['ways']}>{toOrder}</div>;
  }
}
