import type { AdminOrderDetail, AdminOrderPayment } from '@meterstone/server/contract/orders/admin';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../lib/language/format.ts';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import styles from './surplus-button.module.css';
import { SurplusModal } from './surplus-modal.tsx';

interface SurplusButtonProps {
  order: AdminOrderDetail;
  payment: AdminOrderPayment;
}

/** Gives money back that bought nothing, where the provider has refused to and nothing is under way any more. */
export function SurplusButton({ order, payment }: SurplusButtonProps) {
  const { t } = useTranslation('adminOrders');
  const { role, refundableMinor } = payment;
  return (
    <DialogButton
      isHidden={role !== 'surplus' || refundableMinor === 0}
      danger
      size="small"
      className={styles['button'] ?? ''}
      dialog={(onClosed) => <SurplusModal order={order} payment={payment} onClosed={onClosed} />}
    >
      {t('refund.submit', { amount: formatMoney(refundableMinor, order.currency) })}
    </DialogButton>
  );
}
