import type { AdminOrderDetail, AdminOrderEvent } from '@meterstone/server/contract/orders/admin';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { usePlanName } from '../../../../api/use-catalog-names.ts';
import { formatMoney, formatNumber } from '../../../../lib/language/format.ts';
import type { Texts } from '../../../../locales/texts.ts';
import { useOrderWords } from '../use-order-words.ts';

/** What lines of the timeline tell beside their kind; older ones may tell less. */
const Detail = z.object({
  provider: z.string().optional().catch(undefined),
  amountMinor: z.int().optional().catch(undefined),
  receivedMinor: z.int().optional().catch(undefined),
  refundedMinor: z.int().optional().catch(undefined),
  itemId: z.string().optional().catch(undefined),
  /** The plan, given by an admin, in whose place one came. */
  replaces: z.string().optional().catch(undefined),
  before: z.int().default(0).catch(0),
  after: z.int().default(0).catch(0),
});

type Words = Texts['adminOrders'];

/** Tells a line of an order's timeline: what happened, and why where that is worth a word. */
export function useEventText(
  order: AdminOrderDetail,
): (event: AdminOrderEvent) => { text: string; why?: string } {
  const { t, i18n } = useTranslation('adminOrders');
  const { statusText, providerText, itemText } = useOrderWords();
  const planName = usePlanName();
  const isKind = (name: string): name is keyof Words['timeline'] =>
    i18n.exists(`adminOrders:timeline.${name}`);
  const isCause = (name: string): name is keyof Words['cause'] => i18n.exists(`adminOrders:cause.${name}`);
  const itemOf = (id: string | undefined) => {
    const item = order.items.find((one) => one.id === id);
    return item ? itemText(item) : '';
  };

  return (event) => {
    const detail = Detail.parse(event.detail);
    const { kind, cause } = event;
    const why = cause !== null && isCause(cause) ? { why: t(`cause.${cause}`) } : {};
    const payment = order.payments.find(({ id }) => id === event.paymentId);
    const minor =
      detail.amountMinor ?? detail.receivedMinor ?? detail.refundedMinor ?? payment?.receivedMinor ?? 0;
    const values = {
      provider: providerText(detail.provider ?? payment?.provider ?? null),
      amount: formatMoney(minor, order.currency),
      item: itemOf(detail.itemId),
    };
    if (kind === 'status' && event.toStatus !== null) return { text: statusText(event.toStatus), ...why };
    if (kind === 'credits_taken') {
      const credits = formatNumber(Math.abs(detail.after - detail.before));
      const isBack = detail.after < detail.before;
      return {
        text: t(isBack ? 'timeline.creditsReturned' : 'timeline.creditsTaken', { credits, ...values }),
      };
    }
    if (kind === 'item_fulfilled' && detail.replaces !== undefined) {
      return { text: t('timeline.itemReplaced', { ...values, plan: planName(detail.replaces) }) };
    }
    if (!isKind(kind)) return { text: kind };
    // Why goods can't be given is said by the database, in no words of ours.
    const because = kind === 'goods_due' && cause !== null ? { why: cause } : why;
    return { text: t(`timeline.${kind}`, values), ...because };
  };
}
