import type { AdminOrderDetail, AdminOrderPayment } from '@meterstone/server/contract/orders/admin';
import { RefundBody } from '@meterstone/server/contract/payments/admin-refunds';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refundOrder, refundPreviewQuery } from '../../../api/orders/admin.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { formatMoney } from '../../../lib/language/format.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { RefundEffects } from './refund-effects.tsx';

interface SurplusModalProps {
  order: AdminOrderDetail;
  payment: AdminOrderPayment;
  onClosed: () => void;
}

/**
 * Gives all that is left of a surplus payment back: the sum that it shows, and by whom, or nothing. Sent twice, it
 * gives back once.
 */
export function SurplusModal({ order, payment, onClosed }: SurplusModalProps) {
  const { t } = useTranslation('adminOrders');
  const [key] = useState(newIdempotencyKey);
  const { id: paymentId, provider } = payment;
  const money = (minor: number) => formatMoney(minor, order.currency);
  const preview = useQuery(refundPreviewQuery(order.id, { paymentId }));
  // Once the money is asked for, another look would refuse it; what is sent again is what was shown before.
  const shown = preview.data;
  const act = useAct({
    schema: RefundBody,
    // Only what was shown: where more or less is left by now, the server says so.
    toInput: ({ reason }: { reason?: string }) => ({ amountMinor: shown?.amountMinor, paymentId, reason }),
    send: async (input) => {
      const { amountMinor } = await refundOrder(order.id, input, key);
      return t('refund.done', { amount: money(amountMinor) });
    },
    onClosed,
  });
  return (
    <ActModal
      act={act}
      title={t('refund.surplusTitle', { number: order.orderNumber })}
      submit={shown ? t('refund.submit', { amount: money(shown.amountMinor) }) : t('refund.open')}
      isDanger
      isSubmitDisabled={!shown}
    >
      <RefundEffects
        order={order}
        provider={provider}
        preview={shown}
        error={!shown && preview.error ? toApiError(preview.error) : undefined}
      />
    </ActModal>
  );
}
