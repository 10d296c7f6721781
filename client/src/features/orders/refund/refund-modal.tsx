import { currencyDigits } from '@meterstone/landing/numbers';
import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { RefundBody } from '@meterstone/server/contract/payments/admin-refunds';
import { useQuery } from '@tanstack/react-query';
import { Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refundOrder, refundPreviewQuery } from '../../../api/orders/admin.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { formatMoney } from '../../../lib/language/format.ts';
import { parseAmount } from '../../../lib/language/money.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';
import { RefundEffects } from './refund-effects.tsx';

interface Fields {
  /** In whole units, as typed; empty: all that is left. */
  amountMinor?: string;
  goods?: 'take' | 'keep';
  reason?: string;
}

/** Gives money back, and says beforehand exactly what goes with it. Sent twice, it gives back once. */
export function RefundModal({ order, onClosed }: { order: AdminOrderDetail; onClosed: () => void }) {
  const { t } = useTranslation('adminOrders');
  const [key] = useState(newIdempotencyKey);
  const { currency, orderNumber } = order;
  const typed = (text = '') =>
    text.trim() === '' ? undefined : (parseAmount(text, currencyDigits(currency)) ?? text);
  const act = useAct({
    schema: RefundBody,
    toInput: ({ amountMinor, goods, reason }: Fields) => ({ amountMinor: typed(amountMinor), goods, reason }),
    send: async (input) => {
      const { amountMinor } = await refundOrder(order.id, input, key);
      return t('refund.done', { amount: formatMoney(amountMinor, currency) });
    },
    onClosed,
  });
  const text = Form.useWatch('amountMinor', act.form.form);
  const goods = Form.useWatch('goods', act.form.form) ?? 'take';
  const asked = typed(text);
  const isAmount = asked === undefined || (typeof asked === 'number' && asked > 0);
  const preview = useQuery({
    ...refundPreviewQuery(order.id, { goods, ...(typeof asked === 'number' && { amountMinor: asked }) }),
    enabled: isAmount && act.isOpen,
  });
  const all = useQuery({ ...refundPreviewQuery(order.id, { goods: 'take' }), enabled: act.isOpen });
  const shown = isAmount && !preview.isFetching ? preview.data : undefined;
  return (
    <ActModal
      act={act}
      title={t('refund.title', { number: orderNumber })}
      submit={
        shown ? t('refund.submit', { amount: formatMoney(shown.amountMinor, currency) }) : t('refund.open')
      }
      isDanger
      isSubmitDisabled={isAmount && shown === undefined}
      initialValues={{ goods: 'take' }}
    >
      <Form.Item
        name="amountMinor"
        label={t('refund.amount', { currency })}
        extra={all.data && t('refund.amountHelp', { amount: formatMoney(all.data.amountMinor, currency) })}
      >
        <WholeNumberInput inputMode="decimal" autoFocus />
      </Form.Item>
      <Form.Item name="goods" label={t('refund.goods')}>
        <Radio.Group
          options={(['take', 'keep'] as const).map((value) => ({ value, label: t(`refund.${value}`) }))}
        />
      </Form.Item>
      <RefundEffects
        order={order}
        provider={order.provider}
        preview={shown}
        error={isAmount && preview.error ? toApiError(preview.error) : undefined}
      />
    </ActModal>
  );
}
