import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { useTranslation } from 'react-i18next';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { RefundModal } from './refund-modal.tsx';

/** Gives back of the money that was kept, while any of it is left. */
export function RefundButton({ order }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  const isAnyLeft = order.payments.some(
    ({ role, refundableMinor }) => role === 'kept' && refundableMinor > 0,
  );
  return (
    <DialogButton
      isHidden={!isAnyLeft}
      danger
      dialog={(onClosed) => <RefundModal order={order} onClosed={onClosed} />}
    >
      {t('refund.open')}
    </DialogButton>
  );
}
