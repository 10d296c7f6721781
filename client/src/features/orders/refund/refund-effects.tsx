import { OrderStatus } from '@meterstone/server/contract/orders';
import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import type { RefundPreview } from '@meterstone/server/contract/payments/admin-refunds';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import type { ApiError } from '../../../lib/api-error.ts';
import { formatDate, formatMoney, formatNumber } from '../../../lib/language/format.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { Effects } from '../../../ui/forms/effects.tsx';
import { useOrderWords } from '../admin/use-order-words.ts';
import styles from './refund-effects.module.css';

interface RefundEffectsProps {
  order: AdminOrderDetail;
  /** By whom the money had come. */
  provider: string | null;
  /** Undefined while it is not known. */
  preview: RefundPreview | undefined;
  error: ApiError | undefined;
}

/** What goes with the money: told by the code that will do it. */
export function RefundEffects({ order, provider, preview, error }: RefundEffectsProps) {
  const { t } = useTranslation('adminOrders');
  const { statusText, providerText } = useOrderWords();
  const problemText = useProblemText();
  if (error) {
    return (
      <Effects>
        <p role="alert">{problemText(error).text}</p>
      </Effects>
    );
  }
  if (!preview) {
    return (
      <Effects>
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      </Effects>
    );
  }
  const money = (minor: number) => formatMoney(minor, preview.currency);
  const status = OrderStatus.safeParse(preview.status).data;
  return (
    <Effects>
      <ul>
        <li>
          <span>{t('refund.effect.back')}</span>
          <strong className="number">{money(preview.amountMinor)}</strong>
        </li>
        <li>
          <span>{t('refund.effect.by')}</span>
          <span>{providerText(provider)}</span>
        </li>
        <Goods order={order} preview={preview} />
        <li>
          <span>{t('refund.effect.left')}</span>
          <span className="number">{money(preview.leftMinor)}</span>
        </li>
        {status && (
          <li>
            <span>{t('refund.effect.status')}</span>
            <span>{statusText(status)}</span>
          </li>
        )}
      </ul>
      {preview.goodsError !== null && (
        <p role="alert">{t('refund.effect.goodsError', { error: preview.goodsError })}</p>
      )}
    </Effects>
  );
}

function endOf(isPlan: boolean, isInForce: boolean) {
  if (!isPlan) return 'refund.effect.daysEnd';
  return isInForce ? 'refund.effect.planEnds' : 'refund.effect.paidTimeEnds';
}

/** Each thing that was bought once, with all that becomes of it. */
function Goods({ order, preview }: { order: AdminOrderDetail; preview: RefundPreview }) {
  const { t } = useTranslation('adminOrders');
  const { itemText } = useOrderWords();
  const { timeZone } = useMe().account;
  const items = preview.items.flatMap(
    ({ itemId, takenUnits, spentUnits, newDebt, ends, thenUntil, isInForce }) => {
      const item = order.items.find(({ id }) => id === itemId);
      if (!item) return [];
      const isPlan = item.productKind === 'plan_price';
      const taken = { credits: formatNumber(takenUnits) };
      // Of what is spent to the last credit one sum says it all.
      const isAllSpent = takenUnits > 0 && newDebt === takenUnits;
      const texts = [
        isAllSpent && t('refund.effect.allDebt', taken),
        !isAllSpent &&
          takenUnits > 0 &&
          t(isPlan ? 'refund.effect.planCredits' : 'refund.effect.credits', taken),
        !isAllSpent && newDebt > 0 && t('refund.effect.debt', { credits: formatNumber(newDebt) }),
        isPlan &&
          ends &&
          spentUnits > 0 &&
          t('refund.effect.planSpent', { count: spentUnits, credits: formatNumber(spentUnits) }),
        ends && t(endOf(isPlan, isInForce)),
        thenUntil !== null && t('refund.effect.daysMoveUp', { day: formatDate(thenUntil, timeZone) }),
      ].filter((text) => text !== false);
      return texts.length > 0 ? [{ itemId, name: itemText(item), texts }] : [];
    },
  );
  if (items.length === 0) return <li>{t('refund.effect.nothing')}</li>;
  return items.map(({ itemId, name, texts }) => (
    <li key={itemId}>
      <span>{name}</span>
      <span className={styles['goods']}>
        {texts.map((text) => (
          <span key={text} className="number">
            {text}
          </span>
        ))}
      </span>
    </li>
  ));
}
