import type { Order } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../../lib/language/format.ts';
import { useItemWords } from './use-item-words.ts';

/** `Pro · one month · $24.00 · order 20261128…` */
export function OrderLine({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { nameOf, whatOf } = useItemWords();
  const what = order.items.map((item) => [nameOf(item), whatOf(item)].filter(Boolean).join(' · ')).join(', ');
  return (
    <p style={{ margin: 0, overflowWrap: 'anywhere' }}>
      <strong>{what}</strong> ·{' '}
      <span className="number">{formatMoney(order.amountMinor, order.currency)}</span>{' '}
      <span className="quiet">· {t('numbered', { number: order.orderNumber })}</span>
    </p>
  );
}
