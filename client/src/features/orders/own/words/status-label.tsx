import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  RollbackOutlined,
} from '@ant-design/icons';
import type { OrderStatus } from '@meterstone/server/contract/orders';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './status-label.module.css';

const icons: Record<OrderStatus, ComponentType<{ 'aria-hidden': true }>> = {
  pending: ClockCircleOutlined,
  paid: CheckCircleFilled,
  failed: CloseCircleFilled,
  cancelled: MinusCircleOutlined,
  expired: MinusCircleOutlined,
  needs_review: ExclamationCircleFilled,
  partially_refunded: RollbackOutlined,
  refunded: RollbackOutlined,
};

/** How an order stands: an icon and words, the colour says no more than those. */
export function StatusLabel({ status }: { status: OrderStatus }) {
  const { t } = useTranslation('orders');
  const Icon = icons[status];
  return (
    <span className={styles['status']} data-status={status}>
      <Icon aria-hidden /> {t(`status.${status}`)}
    </span>
  );
}
