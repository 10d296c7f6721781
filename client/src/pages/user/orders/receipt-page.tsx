import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { orderQuery } from '../../../api/orders/own.ts';
import { useMe } from '../../../api/use-session.ts';
import { Receipt } from '../../../features/orders/own/detail/receipt.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import styles from './receipt-page.module.css';

/** The receipt of a paid order; printed, it stands alone on the paper. */
export function ReceiptPage() {
  const { t } = useTranslation('orders');
  const me = useMe();
  const { orderId = '' } = useParams();
  const order = useQuery(orderQuery(orderId));
  const toOrder = <LinkButton to={paths.order(orderId)}>{t('order')}</LinkButton>;
  const isPaid = order.data?.payments.some(({ role }) => role === 'kept') ?? false;
  return (
    <Page
      title={t('receipt.title')}
      tabTitle={order.data && `${t('receipt.title')} ${order.data.orderNumber}`}
      action={
        <span className={`${styles['acts']} not-on-paper`}>
          {isPaid && (
            <Button icon={<PrinterOutlined aria-hidden />} onClick={() => print()}>
              {t('receipt.print')}
            </Button>
          )}
          {toOrder}
        </span>
      }
    >
      <QueryView query={order}>
        {(data) =>
          isPaid ? <Receipt order={data} me={me} /> : <Notice title={t('receipt.none')} action={toOrder} />
        }
      </QueryView>
    </Page>
  );
}
