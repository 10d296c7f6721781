import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleFilled,
  RollbackOutlined,
  StopOutlined,
} from '@ant-design/icons';
import type { OrderStatus } from '@meterstone/server/contract/orders';
import styles from './status-tag.module.css';
import { useOrderWords } from './use-order-words.ts';

const icons = {
  pending: ClockCircleOutlined,
  paid: CheckCircleFilled,
  failed: CloseCircleOutlined,
  cancelled: StopOutlined,
  expired: StopOutlined,
  needs_review: ExclamationCircleFilled,
  partially_refunded: RollbackOutlined,
  refunded: RollbackOutlined,
} as const satisfies Record<OrderStatus, unknown>;

/** Where an order stands: icon and word; colour only where somebody is needed, or all is well. */
export function StatusTag({ status }: { status: OrderStatus }) {
  const { statusText } = useOrderWords();
  const Icon = icons[status];
  return (
    <span className={styles['status']} data-status={status}>
      <Icon aria-hidden /> {statusText(status)}
    </span>
  );
}
