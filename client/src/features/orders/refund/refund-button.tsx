import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { useTranslation } from 'react-i18next';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { RefundModal } from './refund-modal.tsx';

/** Where money came that was kept; how much of it is left, the dialog finds out. */
export function RefundButton({ order }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  return (
    <DialogButton
      isHidden={!isAnyLeft(order)}
      danger
      dialog={(onClosed) => <RefundModal order={order} onClosed={onClosed} />}
    >
      {t('refund.open')}
    </DialogButton>
  );
}

function isAnyLeft({ payments, refunds }: AdminOrderDetail): boolean {
  return payments.some(({ id, role, receivedMinor, refundedMinor }) => {
    const asked = refunds
      .filter(({ paymentId, state }) => paymentId === id && state !== 'failed')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    return role === 'kept' && Math.max(refundedMinor, asked) < receivedMinor;
  });
}
