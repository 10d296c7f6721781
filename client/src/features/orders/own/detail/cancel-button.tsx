import type { Order } from '@meterstone/server/contract/orders';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelOrder } from '../../../../api/orders/own.ts';
import { newIdempotencyKey } from '../../../../lib/new-idempotency-key.ts';
import { useToasts } from '../../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../../ui/feedback/use-sending.ts';

/** Of the question: it reads as lines, and leaves a phone's edges free. */
const maxWidth = 'min(360px, calc(100vw - 32px))';

/**
 * Ends an order that is not paid, once the buyer has said so twice; nothing for any other. `isQuiet`: among links, as
 * something else is the way on.
 */
export function CancelButton({ order, isQuiet = false }: { order: Order; isQuiet?: boolean }) {
  const { t } = useTranslation('orders');
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const [key] = useState(newIdempotencyKey);
  if (order.status !== 'pending') return null;
  const cancel = async () => {
    await cancelOrder(order.id, key);
    void message.success(t('cancelled'));
  };
  return (
    <Popconfirm
      title={t('cancelQuestion')}
      description={t('cancelText')}
      okText={t('cancel')}
      cancelText={t('keep')}
      styles={{ root: { maxWidth } }}
      okButtonProps={{ danger: true }}
      onConfirm={() => send(cancel)}
    >
      {isQuiet ? (
        <Button type="link" size="small" loading={isSending}>
          {t('cancel')}
        </Button>
      ) : (
        <Button loading={isSending}>{t('cancel')}</Button>
      )}
    </Popconfirm>
  );
}
