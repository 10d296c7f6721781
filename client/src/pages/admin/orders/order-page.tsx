import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { orderQuery } from '../../../api/orders/admin.ts';
import { useMe } from '../../../api/use-session.ts';
import { AttemptList } from '../../../features/orders/admin/detail/attempt-list.tsx';
import { ItemList } from '../../../features/orders/admin/detail/item-list.tsx';
import { OrderFacts } from '../../../features/orders/admin/detail/order-facts.tsx';
import { OrderTimeline } from '../../../features/orders/admin/detail/order-timeline.tsx';
import { RefundList } from '../../../features/orders/admin/detail/refund-list.tsx';
import { RefundButton } from '../../../features/orders/refund/refund-button.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import styles from './order-page.module.css';

/** Nobody has this id, or it can be nobody's. */
const noSuch = ['not_found', 'invalid_input'];

export function OrderPage() {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  const { orderId = '' } = useParams();
  const order = useQuery(orderQuery(orderId));
  if (order.error && noSuch.includes(toApiError(order.error).code)) return <NoSuchOrder />;
  const title = order.data ? t('orderTitle', { number: order.data.orderNumber }) : t('order');
  return (
    <Page
      title={title}
      tabTitle={`${title} · ${t('title')}`}
      timeZone={timeZone}
      intro={<Link to={paths.admin.orders}>{t('toList')}</Link>}
      action={order.data && <RefundButton order={order.data} />}
    >
      <QueryView query={order} skeleton={<Skeleton active paragraph={{ rows: 10 }} />}>
        {(data) => (
          <>
            <OrderFacts order={data} />
            <div className={styles['columns']}>
              <div className={styles['column']}>
                <Section title={t('section.items')}>
                  <ItemList order={data} />
                </Section>
                <Section title={t('section.attempts')}>
                  <AttemptList order={data} />
                </Section>
                {data.refunds.length > 0 && (
                  <Section title={t('section.refunds')}>
                    <RefundList order={data} />
                  </Section>
                )}
              </div>
              <Section title={t('section.timeline')}>
                <OrderTimeline order={data} />
              </Section>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function NoSuchOrder() {
  const { t } = useTranslation('adminOrders');
  return (
    <Page title={t('order')}>
      <Notice
        title={t('noSuch.title')}
        text={t('noSuch.text')}
        action={<LinkButton to={paths.admin.orders}>{t('toList')}</LinkButton>}
      />
    </Page>
  );
}
